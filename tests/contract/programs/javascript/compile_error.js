const value = ;
