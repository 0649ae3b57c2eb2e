package PACKAGE

import (
	verifierEnd_TAG "verifier_TAG"
	verifierOs_TAG "os"
	verifierTesting_TAG "testing"
)

func TestMain(verifierMain_TAG *verifierTesting_TAG.M) {
	code := verifierMain_TAG.Run()
	verifierEnd_TAG.End(code)
	verifierOs_TAG.Exit(code)
}
