// Package assert has those of testify's assertions that the corpora call, with
// the same meaning: equal are byte slices with the same bytes, and what
// reflect.DeepEqual says is. Testify itself needs half of Go's library.
package assert

import (
	"bytes"
	"reflect"
	"testing"
)

// Assertions belongs to one test.
type Assertions struct{ t *testing.T }

// New returns the assertions of a test.
func New(t *testing.T) *Assertions { return &Assertions{t} }

func (a *Assertions) say(ok bool, words ...interface{}) bool {
	a.t.Helper()
	if !ok {
		a.t.Error(words...)
	}
	return ok
}

// Equal asserts that two values are equal.
func (a *Assertions) Equal(expected, actual interface{}, _ ...interface{}) bool {
	a.t.Helper()
	left, isLeft := expected.([]byte)
	right, isRight := actual.([]byte)
	if isLeft && isRight && left != nil && right != nil {
		return a.say(bytes.Equal(left, right), "expected", left, "got", right)
	}
	return a.say(reflect.DeepEqual(expected, actual), "expected", expected, "got", actual)
}

// True asserts that a value is true.
func (a *Assertions) True(value bool, _ ...interface{}) bool { a.t.Helper(); return a.say(value, "not true") }

// False asserts that a value is false.
func (a *Assertions) False(value bool, _ ...interface{}) bool { a.t.Helper(); return a.say(!value, "not false") }
