// What MBXP's tests in C# use of the library CompareNetObjects, which is not here.
using System;
using System.Collections;
using System.Linq;

namespace KellermanSoftware.CompareNetObjects
{
    public class ComparisonResult
    {
        public bool AreEqual { get; set; }
    }

    public class CompareLogic
    {
        public ComparisonResult Compare(object left, object right)
        {
            return new ComparisonResult { AreEqual = Same(left, right) };
        }

        static bool Same(object left, object right)
        {
            if (left == null || right == null) return left == right;
            if (left is string || !(left is IEnumerable)) return left.Equals(right);
            if (!(right is IEnumerable) || right is string) return false;
            if (left is IDictionary && right is IDictionary)
            {
                var one = (IDictionary) left;
                var other = (IDictionary) right;
                return one.Count == other.Count && one.Keys.Cast<object>().All(it => other.Contains(it) && Same(one[it], other[it]));
            }
            var lefts = ((IEnumerable) left).Cast<object>().ToArray();
            var rights = ((IEnumerable) right).Cast<object>().ToArray();
            return lefts.Length == rights.Length && lefts.Zip(rights, Same).All(it => it);
        }
    }
}
