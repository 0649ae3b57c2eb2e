using System;
public class Program { public static void Main() { var held = new System.Collections.Generic.List<byte[]>(); while (true) { var part = new byte[1000000]; for (int i = 0; i < part.Length; i += 1000) part[i] = 1; held.Add(part); } } }
