#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#include <doctest/doctest.h>
// TESTS
extern "C" void verifier_note_TAG(const char *name, long size, int has_passed);
namespace {
int verifier_told = 0;
struct VerifierListener : doctest::IReporter {
  const doctest::TestCaseData *now = nullptr;
  explicit VerifierListener(const doctest::ContextOptions &) {}
  void report_query(const doctest::QueryData &) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats &) override {}
  void test_case_start(const doctest::TestCaseData &data) override { now = &data; }
  void test_case_reenter(const doctest::TestCaseData &) override {}
  void test_case_end(const doctest::CurrentTestCaseStats &stats) override {
    char name[200];
    long size = 0;
    for (const char *at = now->m_name; *at && size < 199; ++at) name[size++] = *at < ' ' || *at > '~' || *at == '"' || *at == '\\' ? '_' : *at;
    verifier_note_TAG(name, size, stats.testCaseSuccess);
    ++verifier_told;
  }
  void test_case_exception(const doctest::TestCaseException &) override {}
  void subcase_start(const doctest::SubcaseSignature &) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData &) override {}
  void log_message(const doctest::MessageData &) override {}
  void test_case_skipped(const doctest::TestCaseData &) override {}
};
REGISTER_LISTENER("verifier", 1, VerifierListener);
}  // namespace
int main() {
  int code = doctest::Context().run();
  return code ? code : verifier_told < WANTED;
}
