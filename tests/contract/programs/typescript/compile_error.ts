const value: number = ;
