#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_NO_POSIX_SIGNALS
#define EXERCISM_TEST_SUITE
#define EXERCISM_RUN_ALL_TESTS
#include <catch2/catch.hpp>
// TESTS
extern "C" void verifier_note_TAG(const char *name, long size, int has_passed);
namespace {
int verifier_told = 0;
struct VerifierListener : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;
  void testCaseEnded(Catch::TestCaseStats const &stats) override {
    std::string name = stats.testInfo.name;
    for (char &sign : name)
      if (sign < ' ' || sign > '~' || sign == '"' || sign == '\\') sign = '_';
    verifier_note_TAG(name.data(), (long)name.size(), stats.totals.assertions.allOk() && stats.totals.testCases.allOk());
    ++verifier_told;
  }
};
CATCH_REGISTER_LISTENER(VerifierListener)
}  // namespace
int main() {
  int code = Catch::Session().run();
  return code ? code : verifier_told < WANTED;
}
