const fail = (): never => {
  throw new Error("nobody catches this");
};
fail();
