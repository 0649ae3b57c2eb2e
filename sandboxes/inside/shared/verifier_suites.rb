# Runs the tests of RSpec, Minitest and Test::Unit one by one, so that what became
# of each is known here, and not from a reporter that a program could reach.
module VerifierSuites
  FILES = {
    "rspec" => /_spec\.rb\z/,
    "minitest" => /(?:_test\.rb|(?:\A|\/)test_[^\/]*\.rb)\z/
  }.freeze
  CODE = File.expand_path("verifier_tests.rb").freeze
  SKIPS = /\A\s*skip\b/

  # An example or test that its author did not leave out, and yet did not run.
  class LeftOut < StandardError; end

  class << self
    def prepare(framework)
      case framework
      when "rspec"
        require "rspec/core"
        require "rspec/expectations"
        require "rspec/mocks"
        [RSpec::Matchers::BuiltIn, RSpec::Matchers, RSpec::Core, RSpec::Support, RSpec::Mocks].each do |it|
          it.constants.each { |name| it.const_get(name) }
        end
        RSpec::Expectations.configuration
        trust_notifiers
        keep_last_matchers
        # An example that raises it would have passed, whoever raised it.
        RSpec::Core::Pending::SkipDeclaredInExample.define_singleton_method(:===) { |_| false }
      when "minitest"
        require "minitest"
        require "minitest/spec"
        require "minitest/mock"
        Minitest.singleton_class.class_eval { define_method(:autorun) {} }
        $LOADED_FEATURES << "minitest/autorun.rb" << "minitest/pride.rb"
      end
    end

    def modules(framework)
      { "rspec" => -> { [RSpec] }, "minitest" => -> { [Minitest] } }.fetch(framework, -> { [] }).call
    end

    # Forget what a program has told the framework to do.
    def forget(framework)
      case framework
      when "rspec"
        RSpec.reset
        RSpec::Mocks.configuration.reset_syntaxes_to_default
        RSpec::Expectations.configuration.reset_syntaxes_to_default
      when "minitest" then Minitest::Runnable.reset
      end
    end

    # What judges, and keeps nothing in its modules while tests run.
    def fixed(framework)
      case framework
      when "rspec"
        inner = RSpec::Expectations.constants.map { |it| RSpec::Expectations.const_get(it) }
        core = [RSpec::Core::Example, RSpec::Core::Hooks, RSpec::Core::MemoizedHelpers, RSpec::Core::Pending]
        all_in(RSpec::Matchers, RSpec::Support::FuzzyMatcher, *inner.grep(Module), *core) << RSpec::Core::ExampleGroup
      when "minitest" then [Minitest::Assertions, Minitest::Expectation, Minitest::Reportable, Minitest::Guard, Minitest::Test, Minitest::Spec]
      else []
      end
    end

    # What a program may not bring itself: the framework that the tests will load.
    def foreign(framework)
      return nil unless framework == "appended"
      %i[RSpec Minitest Test].find { |it| Object.const_defined?(it) }
    end

    def files(paths, framework)
      found = paths.grep(FILES.fetch(framework))
      found.empty? ? paths.grep(/\.rb\z/) : found
    end

    def assertion?(error)
      %w[
        RSpec::Expectations::ExpectationNotMetError RSpec::Expectations::MultipleExpectationsNotMetError
        RSpec::Mocks::MockExpectationError Minitest::Assertion MockExpectationError
        Test::Unit::AssertionFailedError VerifierSuites::LeftOut
      ].intersect?(error.class.ancestors.map(&:name))
    end

    # Returns what goes through the tests, yielding the name and error of each.
    def start(framework, look, code)
      case framework
      when "rspec" then examples
      when "minitest" then methods(code.lines)
      else appended(look)
      end
    end

    # Whether a framework would no longer say what it sees.
    def deaf?(framework)
      return false unless framework == "rspec"
      !RSpec::Support.failure_notifier.equal?(RSpec::Support::DEFAULT_FAILURE_NOTIFIER) || RSpec.configuration.dry_run?
    end

    private

    def all_in(*modules)
      found = modules.flat_map do |it|
        inner = it.constants(false).map { |name| it.const_get(name) }
        inner.select { |one| one.is_a?(Module) && one.name.to_s.start_with?("#{it.name}::") }
      end
      found.empty? ? modules : modules + all_in(*found)
    end

    # A failure goes to nobody but RSpec's own.
    def trust_notifiers
      own = [RSpec::Support::DEFAULT_FAILURE_NOTIFIER, RSpec::Expectations::FailureAggregator].freeze
      RSpec::Support.singleton_class.class_eval do
        define_method(:notify_failure) do |failure, options = {}|
          told = failure_notifier
          told = own[0] unless told.equal?(own[0]) || told.instance_of?(own[1])
          told.call(failure, options)
        end
      end
    end

    # What RSpec keeps of the last matcher is kept elsewhere, so that its module can be fixed.
    def keep_last_matchers
      kept = {}
      RSpec::Matchers.singleton_class.class_eval do
        %i[last_matcher last_expectation_handler].each do |name|
          define_method(name) { kept[name] }
          define_method(:"#{name}=") { |it| kept[name] = it }
        end
        define_method(:clear_generated_description) { kept.clear }
      end
    end

    def examples
      groups = RSpec.world.example_groups.dup
      planned = groups.map { |it| plan(it) }
      RSpec.world = RSpec::Core::World.new
      RSpec::Core::ExampleGroup.before_context_ivars
      VerifierLook.fix(fixed("rspec"))
      noted = settings
      Enumerator.new { |told| planned.each { |it| run_group(it, told, noted) } }
    end

    # How many modules, hooks and the like are configured, by where they are kept.
    def settings
      config = RSpec.configuration
      kept = config.instance_variables.map { |it| config.instance_variable_get(it) }
      kept.select { |it| it.is_a?(RSpec::Core::FilterableItemRepository::UpdateOptimized) }.map { |it| [it.object_id, it.items_and_filters.size] }
    end

    # What is in a group, noted before any of it runs, and kept where only we are.
    def plan(group)
      chosen = group.examples.reject { |it| it.metadata[:skip] || it.metadata[:pending] }
      children = group.children.dup
      [group.examples, group.children].each(&:clear)
      [group, chosen, children.map { |it| plan(it) }]
    end

    def any?(plan)
      plan[1].any? || plan[2].any? { |it| any?(it) }
    end

    def run_group(plan, told, noted)
      group, chosen, children = plan
      return unless any?(plan)
      RSpec.current_scope = :before_context_hook
      begin
        group.send(:run_before_context_hooks, group.new("before(:context) hook"))
      rescue Exception => error # rubocop:disable Lint/RescueException
        told.yield("#{group.description} before all", error)
        return
      end
      VerifierLook.fix([group])
      chosen.each do |it|
        error = run_example(group, it)
        error ||= LeftOut.new("it changed what RSpec is told to do") unless settings == noted
        told.yield(it.full_description, error)
      end
      children.each { |it| run_group(it, told, noted) }
      RSpec.current_scope = :after_context_hook
      last = group.new("after(:context) hook")
      group.set_ivars(last, group.before_context_ivars)
      group.hooks.run(:after, :context, last)
    end

    def run_example(group, example)
      instance = group.new(example.inspect_output)
      group.set_ivars(instance, group.before_context_ivars)
      passed = example.run(instance, RSpec::Core::NullReporter)
      return nil if passed && example.execution_result.status == :passed
      example.exception || LeftOut.new("it was left out")
    end

    def methods(lines)
      Minitest.seed = 1
      planned = Minitest::Runnable.runnables.flat_map do |owner|
        names = owner.runnable_methods.sort.reject { |name| left_out?(owner, name, lines) }
        names.map { |name| [owner, name] }
      end
      VerifierLook.fix(fixed("minitest"))
      VerifierLook.fix(planned.map(&:first).select { |it| it.class_variables(false).empty? })
      Enumerator.new do |told|
        planned.each { |owner, name| told.yield("#{owner.name}##{name}", run_method(owner, name)) }
      end
    end

    # Whether its author begins a test by leaving it out, as exercises do.
    def left_out?(owner, name, lines)
      path, line = owner.instance_method(name).source_location
      lines = File.file?(path) ? File.readlines(path) : [] unless path == CODE
      SKIPS.match?(lines[line].to_s)
    end

    def run_method(owner, name)
      failure = owner.new(name).run.failures.first
      failure.is_a?(Minitest::UnexpectedError) ? failure.error : failure
    end

    # Test code at a program's end: it has come to its own end, but what it only
    # registered is still to be run.
    def appended(look)
      found = []
      found << ["the program", nil] unless Object.const_defined?(:Test) && Test.const_defined?(:Unit)
      return found unless found.empty?
      require "test/unit/testresult"
      Test::Unit::AutoRunner.need_auto_run = false
      look.add(Test::Unit)
      cases = Test::Unit::TestCase.subclasses.map(&:suite)
      Enumerator.new { |told| cases.each { |it| run_suite(it, told) } }
    end

    def run_suite(suite, told)
      result = Test::Unit::TestResult.new
      suite.run(result) {}
      is_left = result.run_count.zero? || result.pending_count + result.omission_count > 0
      fault = (result.errors + result.failures).first
      error = fault && (fault.respond_to?(:exception) ? fault.exception : LeftOut.new(fault.message))
      error ||= LeftOut.new("it was left out") if is_left || !result.passed?
      told.yield(suite.name, error)
    end
  end
end
