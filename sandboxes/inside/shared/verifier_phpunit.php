<?php
// Runs the tests of PHPUnit; see verifier_shared.php.
namespace Verifier\Shared;

use PHPUnit\Framework\AssertionFailedError;
use PHPUnit\Framework\Test;
use PHPUnit\Framework\TestCase;
use PHPUnit\Framework\TestListener;
use PHPUnit\Framework\TestResult;
use PHPUnit\Framework\TestSuite;
use PHPUnit\Framework\Warning;

/** Tells of each test as PHPUnit does to its reports; keeps what `hold` must know. */
final class Teller implements TestListener
{
    private ?\Throwable $error = null;
    public int $told = 0;
    public bool $isFine = true;

    /** @param resource $out */
    public function __construct(private $out) {}

    public function addError(Test $test, \Throwable $t, float $time): void { $this->error ??= $t; }
    public function addFailure(Test $test, AssertionFailedError $e, float $time): void { $this->error ??= $e; }
    public function addIncompleteTest(Test $test, \Throwable $t, float $time): void { $this->error ??= $t; }
    public function addRiskyTest(Test $test, \Throwable $t, float $time): void { $this->error ??= $t; }
    public function addSkippedTest(Test $test, \Throwable $t, float $time): void { $this->error ??= $t; }
    public function addWarning(Test $test, Warning $e, float $time): void { $this->error ??= $e; }

    public function startTestSuite(TestSuite $suite): void {}
    public function endTestSuite(TestSuite $suite): void {}
    public function startTest(Test $test): void {}

    public function endTest(Test $test, float $time): void
    {
        $name = $test instanceof TestCase ? \get_class($test) . '::' . $test->getName() : \get_class($test);
        $this->told++;
        $changed = changed('phpunit');
        if ($changed !== null) $this->error ??= new AssertionFailedError("the program changed $changed");
        if ($this->error) $this->isFine = false;
        \fwrite($this->out, $this->error ? failure($name, $this->error) : entry($name, 'passed'));
        $this->error = null;
    }
}

/** Run what is in the suites; how many tests were told of, null if one failed. */
function run_suites(array $before, $out): ?int
{
    $suite = new TestSuite('tests');
    foreach (\array_diff(\get_declared_classes(), $before) as $name) {
        $class = new \ReflectionClass($name);
        if ($class->isSubclassOf(TestCase::class) && $class->isInstantiable()) $suite->addTestSuite($class);
    }
    $wanted = $suite->count();
    $result = new TestResult();
    $result->beStrictAboutTestsThatDoNotTestAnything(false);
    $result->convertDeprecationsToExceptions(false);
    $teller = new Teller($out);
    $result->addListener($teller);
    $suite->run($result);
    return $teller->isFine && $result->wasSuccessful() && $teller->told === $wanted ? $wanted : null;
}
