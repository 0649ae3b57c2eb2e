using System;
public class Program { public static void Main() { Console.OutputEncoding = new System.Text.UTF8Encoding(false); Console.InputEncoding = new System.Text.UTF8Encoding(false); Console.WriteLine("grüße, " + Console.ReadLine() + " ✓ 日本語"); } }
