       IDENTIFICATION DIVISION.
       PROGRAM-ID. CHATTY.
       PROCEDURE DIVISION.
           PERFORM UNTIL 1 = 2
               DISPLAY "more"
           END-PERFORM.
