: greeting
  pad 200 stdin read-line throw drop
  ." grüße, " pad swap type ."  ✓ 日本語" cr ;
greeting bye
