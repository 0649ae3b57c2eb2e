using System;
public class Program { public static void Main() { int n = "a"; } }
