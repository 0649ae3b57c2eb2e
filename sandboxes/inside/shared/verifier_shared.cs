using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

/// <summary>
/// Runs one program whose end is test code, and tells of its end.
///
/// The secret from descriptor 4 is read before any code of the program runs, and is
/// held in a variable of this one method, where reflection does not reach. The record
/// goes to descriptor 3, and only when the tests' Main has returned.
/// </summary>
static class Verifier_TAG
{
    sealed class Failing : TraceListener
    {
        public override void Fail(string message)
        {
            throw new Failed(message);
        }

        public override void Fail(string message, string detail)
        {
            throw new Failed(message);
        }

        public override void Write(string message) {}

        public override void WriteLine(string message) {}
    }

    sealed class Failed : Exception
    {
        public Failed(string message) : base(message) {}
    }

    [DllImport("libc")]
    static extern IntPtr read(int descriptor, byte[] data, IntPtr size);

    [DllImport("libc")]
    static extern IntPtr write(int descriptor, byte[] data, IntPtr size);

    static void Tell(string text)
    {
        var data = Encoding.ASCII.GetBytes(text + "\n");
        write(3, data, (IntPtr) data.Length);
    }

    static int Main()
    {
        var secret = new byte[64];
        var sign = new byte[1];
        for (int size = 0; size < 64 && (int) read(4, sign, (IntPtr) 1) == 1; size++) secret[size] = sign[0];
        var listener = new Failing();
        Trace.Listeners.Clear();
        Trace.Listeners.Add(listener);
        var flags = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var mains = typeof(Verifier_TAG).Assembly.GetTypes().Where(it => it != typeof(Verifier_TAG))
            .Select(it => it.GetMethod("Main", flags)).Where(it => it != null).ToArray();
        if (mains.Length != 1)
        {
            Tell("{\"test\": \"Main\", \"outcome\": \"failed\", \"message\": \"there is not one Main\"}");
            return 1;
        }
        try
        {
            mains[0].Invoke(null, mains[0].GetParameters().Length == 0 ? null : new object[] { new string[0] });
        }
        catch (TargetInvocationException error)
        {
            Console.Error.WriteLine(error.InnerException);
            var name = error.InnerException is Failed ? "" : ", \"raised\": \"" + error.InnerException.GetType().Name + "\"";
            Tell("{\"test\": \"Main\", \"outcome\": \"failed\"" + name + "}");
            return 1;
        }
        if (Trace.Listeners.Count != 1 || !ReferenceEquals(Trace.Listeners[0], listener))
        {
            Tell("{\"test\": \"the program\", \"outcome\": \"failed\", \"message\": \"it changed Trace.Listeners\"}");
            return 1;
        }
        Tell("{\"test\": \"Main\", \"outcome\": \"passed\"}");
        write(3, secret, (IntPtr) 64);
        Tell(" {\"done\": 1}");
        return 0;
    }
}
