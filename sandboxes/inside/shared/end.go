package PACKAGE

import (
	verifierEnd_TAG "verifier_TAG"
	verifierOs_TAG "os"
	verifierTesting_TAG "testing"
)

func TestMain(verifierMain_TAG *verifierTesting_TAG.M) {
	code := verifierMain_TAG.Run()
	if code == 0 && verifierEnd_TAG.Ran != WANTED {
		code = 1 // it was told to leave some out
	}
	verifierEnd_TAG.End(code)
	verifierOs_TAG.Exit(code)
}

// Each test of the test code defers this.
func verifierRan_TAG(test *verifierTesting_TAG.T) { verifierEnd_TAG.Count(test.Name(), test.Failed()) }
