: chatty begin ." more" cr again ;
chatty
