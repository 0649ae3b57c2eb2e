using System;
public class Program { public static void Main() { while (true) Console.WriteLine(new string((char) 120, 1000)); } }
