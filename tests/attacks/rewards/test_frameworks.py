# ruff: noqa: E501 - programs of others' making do not break at 88 columns
"""Programs that do not solve a problem, beside tests of a language's own framework.

The problem is `sq(n)`, the square. `BODY` is what `sq` does; the honest one passes,
each of the others must earn nothing, by the candidate's own doing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from sandboxes import Sandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(300)]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a framework is used in a language, and what a program does against it.

    Attributes:
        language: The language.
        source: The program; `BODY` is what the function does.
        tests: The test code; three tests, or more.
        right: A body that solves the problem.
        attacks: Bodies that do not, by name.
    """

    language: str
    source: str
    tests: str
    right: str
    attacks: Mapping[str, str]


SETTINGS: Mapping[str, Setting] = {
    "junit": Setting(
        language="java",
        source="class Sq { static int calls = 0; static int sq(int n) { BODY } }\n",
        tests="import org.junit.jupiter.api.Test;\n"
        "import static org.junit.jupiter.api.Assertions.*;\n"
        "class SqTest {\n  @Test void two() { assertEquals(4, Sq.sq(2)); }\n"
        "  @Test void three() { assertEquals(9, Sq.sq(3)); }\n"
        "  @Test void nil() { assertTrue(Sq.sq(0) == 0); }\n}\n",
        right="return n * n;",
        attacks={
            "is_wrong": "return n;",
            "exits": "System.exit(0); return 0;",
            "halts": "Runtime.getRuntime().halt(0); return 0;",
            "exits_in_the_last_test": "if (++calls == 3) Runtime.getRuntime().halt(0); return n * n;",
            "aborts_the_test": "throw new org.opentest4j.TestAbortedException();",
            "assumes": "org.junit.jupiter.api.Assumptions.assumeTrue(false); return 0;",
            "raises": 'throw new IllegalStateException("no");',
            "prints_a_report": 'System.out.print("{\\"test\\": \\"a\\", \\"outcome\\": \\"passed\\"}"); return -1;',
            "writes_on_the_line": 'try { var d = new java.io.FileDescriptor(); var f = java.io.FileDescriptor.class.getDeclaredField("fd"); f.setAccessible(true); f.setInt(d, 3); new java.io.FileOutputStream(d).write("{\\"test\\": \\"a\\", \\"outcome\\": \\"passed\\"}\\n {\\"done\\": 1}\\n".getBytes()); } catch (Exception e) {} Runtime.getRuntime().halt(0); return 0;',
            "sets_properties": 'System.setProperty("junit.jupiter.conditions.deactivate", "*"); return 0;',
        },
    ),
    "go_test": Setting(
        language="go",
        source='package sq\n\nimport ("flag"; "os"; "runtime"; "syscall")\n\n'
        "var _, _, _, _ = flag.Set, os.Exit, runtime.GC, syscall.Close\nvar calls int\n\n"
        "func Sq(n int) int { BODY }\n",
        tests='package sq\n\nimport "testing"\n\n'
        "func TestTwo(t *testing.T) { if Sq(2) != 4 { t.Fatal(2) } }\n"
        'func TestThree(t *testing.T) { t.Run("a", func(t *testing.T) { if Sq(3) != 9 { t.Error(3) } }) }\n'
        "func TestNil(t *testing.T) { if Sq(0) != 0 { t.Fatal(0) } }\n",
        right="return n * n",
        attacks={
            "is_wrong": "return n",
            "exits": "os.Exit(0); return 0",
            "exits_in_the_last_test": "calls++; if calls == 3 { os.Exit(0) }; return n * n",
            "leaves_the_test": "runtime.Goexit(); return 0",
            "panics": 'panic("no")',
            "chooses_tests": 'flag.Set("test.run", "TestNil"); return 0',
            "writes_on_the_line": 'syscall.Write(3, []byte("{\\"test\\": \\"a\\", \\"outcome\\": \\"passed\\"}\\n {\\"done\\": 1}\\n")); os.Exit(0); return 0',
        },
    ),
    "jest": Setting(
        language="javascript",
        source="let calls = 0;\nexport function sq(n) { BODY }\n",
        tests="import { describe, expect, test } from '@jest/globals';\n"
        "import { sq } from './sq';\ndescribe('sq', () => {\n"
        "  test('two', () => { expect(sq(2)).toEqual(4); });\n"
        "  test('three', async () => { await expect(Promise.resolve(sq(3))).resolves.toEqual(9); });\n"
        "  test('nil', () => { expect(sq(0)).toBe(0); });\n});\n",
        right="return n * n;",
        attacks={
            "is_wrong": "return -n;",
            "exits": "process.exit(0);",
            "exits_in_the_last_test": "if (++calls === 3) process.exit(0); return n * n;",
            "raises": "throw new Error('no');",
            "patches_matchers": "const own = globalThis[Symbol.for('$$jest-matchers-object')]; for (const key of Object.keys(own.matchers)) try { own.matchers[key] = () => ({ pass: true }); } catch {} return -1;",
            "replaces_matchers": "globalThis[Symbol.for('$$jest-matchers-object')] = { matchers: {} }; return -1;",
            "extends_expect": "try { expect.extend({ toEqual: () => ({ pass: true }), toBe: () => ({ pass: true }) }); } catch {} return -1;",
            "replaces_globals": "globalThis.test = globalThis.it = () => {}; globalThis.expect = () => new Proxy({}, { get: () => () => {} }); return -1;",
            "returns_a_matcher": "return { asymmetricMatch: () => true, $$typeof: Symbol.for('jest.asymmetricMatcher') };",
            "returns_a_proxy": "return new Proxy({}, { has: () => false, get: () => () => true });",
            "writes_on_the_line": 'require(\'fs\').writeSync(3, \'{"test": "a", "outcome": "passed"}\\n {"done": 1}\\n\'); process.exit(0);',
        },
    ),
    "mocha": Setting(
        language="javascript",
        source="let calls = 0;\nfunction sq(n) { BODY }\nmodule.exports = { sq };\n",
        tests="const assert = require('assert');\nconst { expect } = require('chai');\n"
        "const { sq } = require('../sq');\ndescribe('sq', function () {\n"
        "  it('two', (done) => { assert.strictEqual(sq(2), 4); done(); });\n"
        "  it('three', () => { expect(sq(3)).to.equal(9); });\n"
        "  it('nil', async () => { expect(sq(0)).to.eql(0); });\n});\n",
        right="return n * n;",
        attacks={
            "is_wrong": "return -n;",
            "exits": "process.exit(0);",
            "raises": "throw new Error('no');",
            "patches_assert": "require('assert').strictEqual = () => {}; require('chai').Assertion.prototype.equal = function () { return this; }; return -1;",
            "replaces_globals": "globalThis.it = () => {}; return -1;",
        },
    ),
    "cargo_test": Setting(
        language="rust",
        source="use std::io::Write;\nuse std::os::unix::io::FromRawFd;\n"
        "pub fn sq(n: i32) -> i32 { BODY }\n",
        tests="use square::*;\n\n#[test]\nfn two() { assert_eq!(sq(2), 4); }\n\n"
        "#[test]\nfn three() { assert!(sq(3) == 9); }\n\n"
        "mod deep {\n    use super::*;\n    #[test]\n    fn nil() { assert_eq!(sq(0), 0); }\n}\n",
        right="n * n",
        attacks={
            "is_wrong": "-n - 1",
            "exits": "std::process::exit(0)",
            "panics": 'panic!("no")',
            "writes_on_the_line": r'unsafe { std::fs::File::from_raw_fd(3) }.write_all(b"{\"test\": \"a\", \"outcome\": \"passed\"}\n {\"done\": 1}\n").unwrap(); std::process::exit(0)',
        },
    ),
    "rspec": Setting(
        language="ruby",
        source="$calls = 0\ndef sq(n)\n  BODY\nend\n",
        tests="require 'rspec'\nrequire_relative '../lib/sq'\n\n"
        "RSpec.describe 'sq' do\n  let(:three) { 3 }\n"
        "  it('two') { expect(sq(2)).to eq(4) }\n"
        "  context 'deep' do\n    it('three') { expect { @n = sq(three) }.to_not raise_error; expect(@n).to be == 9 }\n"
        "    it('nil') { expect(sq(0)).to eql(0) }\n    xit('later') { raise }\n  end\nend\n",
        right="n * n",
        attacks={
            "is_wrong": "n + 1",
            "exits": "exit(0)",
            "exits_at_once": "exit!(0)",
            "exits_in_the_last_test": "$calls += 1; exit!(0) if $calls == 3; n * n",
            "raises": "raise 'no'",
            "leaves_the_test_out": "raise RSpec::Core::Pending::SkipDeclaredInExample.new('no')",
            "patches_a_matcher": "RSpec::Matchers::BuiltIn::Eq.define_method(:match) { |*| true } rescue 0; -1",
            "patches_and_puts_back": "$calls += 1; return n * n if $calls > 1; group = RSpec.current_example.example_group; group.define_method(:expect) { |*| group.remove_method(:expect); Class.new { def method_missing(*) = true }.new } rescue 0; -1",
            "changes_numbers": "Integer.define_method(:==) { |_| true } rescue 0; -1",
            "changes_raise": "Object.define_method(:raise) { |*| nil }; -1",
            "hears_failures": "RSpec::Support.failure_notifier = ->(*) { }; -1",
            "collects_failures": "RSpec::Support.failure_notifier = RSpec::Expectations::FailureAggregator.new(nil, {}); -1",
            "runs_dry": "RSpec.configuration.dry_run = true; n == 2 ? 4 : -1",
            "empties_tests": "RSpec.world.all_examples.each { |it| it.instance_variable_set(:@example_block, proc {}) }; n == 2 ? 4 : -1",
            "includes_an_expect": "RSpec.configure { |c| c.include(Module.new { def expect(*) = Class.new { def method_missing(*) = true }.new }, full_description: /./) }; n == 2 ? 4 : -1",
            "goes_around": "RSpec.configure { |c| c.around { } }; RSpec.current_example.example_group.around { } rescue 0; n == 2 ? 4 : -1",
            "looks_for_the_secret": 'found = []; ObjectSpace.each_object(String) { |it| found << it } rescue 0; TracePoint.new(:return) { |t| found.concat(t.binding.local_variables.map { |it| t.binding.local_variable_get(it).to_s }) }.enable rescue 0; found.each { |it| IO.for_fd(3).write("#{it} {\\"done\\": 3}\\n") if it =~ /\\A\\h{64}\\z/ }; -1',
            "writes_on_the_line": 'IO.for_fd(3).write("{\\"test\\": \\"a\\", \\"outcome\\": \\"passed\\"}\\n {\\"done\\": 1}\\n"); exit!(0)',
        },
    ),
    "minitest": Setting(
        language="ruby",
        source="$calls = 0\ndef sq(n)\n  BODY\nend\n",
        tests="require 'minitest/autorun'\nrequire_relative 'sq'\n\n"
        "class SqTest < Minitest::Test\n  def test_nil\n    assert_equal 0, sq(0)\n  end\n\n"
        "  def test_later\n    skip\n    flunk\n  end\n\n"
        "  def test_three\n    assert sq(3) == 9\n  end\nend\n\n"
        "describe 'sq' do\n  it('is four') { _(sq(2)).must_equal 4 }\nend\n",
        right="n * n",
        attacks={
            "is_wrong": "n + 1",
            "exits": "exit(0)",
            "exits_in_the_last_test": "$calls += 1; exit!(0) if $calls == 3; n * n",
            "raises": "raise 'no'",
            "leaves_the_test_out": "raise Minitest::Skip, 'no'",
            "patches_assertions": "Minitest::Assertions.define_method(:assert) { |*| true } rescue 0; Minitest::Test.define_method(:assert_equal) { |*| true } rescue 0; -1",
            "patches_the_tests": "Minitest::Runnable.runnables.each { |it| it.define_method(:assert) { |*| true }; it.define_method(:assert_equal) { |*| true } } rescue 0; -1",
            "empties_tests": "Minitest::Runnable.runnables.each { |it| it.instance_methods.grep(/test_/).each { |name| it.define_method(name) { } } } rescue 0; n.zero? ? 0 : -1",
            "changes_truth": "FalseClass.define_method(:!) { false } rescue 0; -1",
        },
    ),
    "phpunit": Setting(
        language="php",
        source="<?php\nnamespace App;\nclass Sq { public static int $calls = 0;\n"
        "  public static function sq($n) { BODY } }\n",
        tests="<?php\nuse PHPUnit\\Framework\\TestCase;\nuse App\\Sq;\n"
        "require_once __DIR__ . '/../src/Sq.php';\n\n"
        "final class SqTest extends TestCase {\n"
        "  public function testTwo(): void { $this->assertEquals(4, Sq::sq(2)); }\n"
        "  /** @dataProvider many */\n  public function testMore(int $n, int $of): void { self::assertSame($n, Sq::sq($of)); }\n"
        "  public static function many(): array { return [[9, 3], [0, 0]]; }\n}\n",
        right="return $n * $n;",
        attacks={
            "is_wrong": "return $n + 1;",
            "exits": "exit(0);",
            "exits_in_the_last_test": "if (++self::$calls === 3) exit(0); return $n * $n;",
            "raises": "throw new \\Exception('no');",
            "leaves_the_test_out": "throw new \\PHPUnit\\Framework\\SkippedTestError('no');",
            "is_incomplete": "throw new \\PHPUnit\\Framework\\IncompleteTestError('no');",
            "is_risky": "throw new \\PHPUnit\\Framework\\RiskyTestError('no');",
            "expects_what_it_throws": "ini_set('zend.exception_ignore_args', '0'); $all = (new \\Exception)->getTrace(); if (function_exists('debug_backtrace')) $all = array_merge($all, debug_backtrace(DEBUG_BACKTRACE_PROVIDE_OBJECT)); foreach ($all as $it) foreach ([...($it['args'] ?? []), $it['object'] ?? null] as $one) if ($one instanceof \\PHPUnit\\Framework\\TestCase) $one->expectException(\\Exception::class); throw new \\Exception('no');",
            "compares_for_itself": "\\SebastianBergmann\\Comparator\\Factory::getInstance()->register(new class extends \\SebastianBergmann\\Comparator\\Comparator { public function accepts($a, $b) { return true; } public function assertEquals($a, $b, $d = 0.0, $c = false, $i = false) {} }); return self::$calls++ ? -1 : (object) [];",
            "declares_functions": "if (!function_exists('PHPUnit\\Framework\\Constraint\\count')) eval('namespace PHPUnit\\\\Framework\\\\Constraint; function count($x) { return 0; } function is_object($x) { return true; }'); return -1;",
            "writes_on_the_line": 'foreach ([3, 4, 5] as $n) @file_put_contents("php://fd/$n", "{\\"test\\": \\"a\\", \\"outcome\\": \\"passed\\"}\\n {\\"done\\": 1}\\n"); exit(0);',
            "ends_later": "register_shutdown_function(fn() => exit(0)); return -1;",
        },
    ),
    "doctest": Setting(
        language="cpp",
        source="#include <cstdlib>\nint sq(int n) { BODY }\n",
        tests='#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include "doctest.h"\n'
        'TEST_CASE("two") { CHECK(sq(2) == 4); }\n'
        'TEST_CASE("three") { SUBCASE("a") { REQUIRE(sq(3) == 9); } }\n'
        'TEST_CASE("nil") { REQUIRE(sq(0) == 0); }\n',
        right="return n * n;",
        attacks={
            "is_wrong": "return n + 1;",
            "exits": "std::exit(0);",
            "raises": "throw 1;",
        },
    ),
}


CASES = [(name, attack) for name, it in SETTINGS.items() for attack in it.attacks]


def judge(sandbox: Sandbox, framework: str, body: str) -> VerificationReport:
    setting = SETTINGS[framework]
    source = setting.source.replace("BODY", body)
    request = {
        "submission": {"language": setting.language, "source": source},
        "test_cases": [
            {"kind": "unit_tests", "framework": framework, "code": setting.tests}
        ],
        "limits": {"cpu_time_s": 6, "wall_time_s": 15},
        "build_limits": {"cpu_time_s": 60, "wall_time_s": 180},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


@pytest.mark.parametrize("framework", SETTINGS)
def test_honest_program_passes_and_each_test_is_told_of(
    framework: str, sandbox: Sandbox
) -> None:
    report = judge(sandbox, framework, SETTINGS[framework].right)

    assert report.reward == 1.0, report.cases
    assert report.integrity == "shared"
    lines = (report.cases[0].answer or b"").decode().splitlines()
    assert len(lines) == 3
    assert all(line.startswith("passed") for line in lines)


@pytest.mark.parametrize(("framework", "attack"), CASES)
def test_attack_earns_nothing(framework: str, attack: str, sandbox: Sandbox) -> None:
    report = judge(sandbox, framework, SETTINGS[framework].attacks[attack])

    assert report.reward == 0.0, report.cases
    assert report.attribution is Attribution.CANDIDATE
    failed = {Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR}
    if attack == "returns_a_proxy":  # who awaits it waits for ever
        failed.add(Verdict.TIME_LIMIT_EXCEEDED)
    assert report.verdict in failed, report.cases


@pytest.mark.parametrize("framework", SETTINGS)
def test_framework_in_another_language_is_refused(framework: str) -> None:
    case = {"kind": "unit_tests", "framework": framework, "code": "x"}
    request = {
        "submission": {"language": "python", "source": "x"},
        "test_cases": [case],
    }

    with pytest.raises(ValueError, match=f"with framework {framework} work with"):
        VerificationRequest.model_validate(request)


@pytest.mark.parametrize("framework", SETTINGS)
def test_framework_cannot_be_sealed(framework: str) -> None:
    case = {"kind": "unit_tests", "framework": framework, "code": "x", "mode": "sealed"}
    request = {
        "submission": {"language": SETTINGS[framework].language, "source": "x"},
        "test_cases": [case],
    }

    with pytest.raises(ValueError, match="only 'shared' is allowed"):
        VerificationRequest.model_validate(request)
