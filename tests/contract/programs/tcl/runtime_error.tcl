error no
