# Runs a program and then test code in one process, and tells of its end.
# usage: verifier_shared.rb SOURCE FRAMEWORK
#
# Descriptor 4 gives two secrets and, once the program is loaded, a JSON line with
# the tests; 3 is written. `verifier/graders/line.py` is at the other end. The
# secrets are in variables of `hold`, which makes no block and no binding, so that
# nothing of Ruby's leads to them; what would (TracePoint, ObjectSpace) is taken
# away first. What judges is loaded and looked at before the program is.
require "json"
require "set"
require "objspace"
require_relative "verifier_look"
require_relative "verifier_suites"

module VerifierShared
  class << self
    def hold(source, framework)
      line = IO.for_fd(4)
      out = IO.for_fd(3)
      out.sync = true
      first = line.gets.chomp
      second = line.gets.chomp
      testing = stand_in
      look = prepare(framework)
      enough = load_program(source, framework, look, out)
      if enough
        testing << true
        out.write("#{second} loaded\n")
        asked = JSON.parse(line.gets)
        line.close
        enough = run(asked, framework, look, out)
      end
      out.write("#{first} {\"done\": #{enough}}\n") if enough
    end

    private

    # Take away what shows frames and objects, and load what judges.
    def prepare(framework)
      TracePoint.singleton_class.class_eval { %i[new trace allow_reentry].each { |it| undef_method(it) } }
      Thread.class_eval { %i[set_trace_func add_trace_func].each { |it| undef_method(it) } }
      Kernel.class_eval { undef_method(:set_trace_func) }
      Kernel.singleton_class.class_eval { undef_method(:set_trace_func) }
      ObjectSpace.singleton_class.class_eval do
        (instance_methods(false) - %i[garbage_collect count_objects]).each { |it| undef_method(it) }
      end
      VerifierSuites.prepare(framework)
      look = VerifierLook.new
      VerifierSuites.modules(framework).each { |it| look.add(it) }
      VerifierLook.fix([VerifierSuites, VerifierLook, VerifierShared])
      look
    end

    def load_program(source, framework, look, out)
      before = $LOAD_PATH.dup
      $LOAD_PATH.concat([".", "lib"].map { |it| File.expand_path(it) })
      if framework == "appended"
        eval(File.read(source), TOPLEVEL_BINDING, source, 1)
      else
        load(File.expand_path(source))
      end
      changed = look.changed || VerifierSuites.foreign(framework)
      if changed
        fail_with(out, "the program", "it changed #{changed}")
        return nil
      end
      $LOAD_PATH.replace(before + (["lib", "test", "spec", "."].map { |it| File.expand_path(it) }))
      VerifierSuites.forget(framework)
      VerifierLook.fix(VerifierLook::VALUES)
      0
    rescue Exception => error # rubocop:disable Lint/RescueException
      tell_error(out, "the program", error)
      nil
    end

    # Returns how many tests were told of; nil if one failed.
    def run(asked, framework, look, out)
      fine = true
      count = 0
      put(asked["files"])
      begin
        evaluate(asked, framework)
        suite = VerifierSuites.start(framework, look, code_of(asked))
      rescue SyntaxError => error
        out.write("#{JSON.generate({ fault: error.message[0, 1000] })}\n")
        return nil
      rescue Exception => error # rubocop:disable Lint/RescueException
        tell_error(out, "the tests", error)
        return nil
      end
      suite.each do |name, error|
        count += 1
        if error
          fine = false
          tell_error(out, name, error)
        else
          out.write("#{JSON.generate({ test: name, outcome: 'passed' })}\n")
        end
        changed = look.changed
        changed = framework if VerifierSuites.deaf?(framework)
        next unless changed
        fail_with(out, "the program", "it changed #{changed}")
        return nil
      end
      fine ? count : nil
    rescue Exception => error # rubocop:disable Lint/RescueException
      tell_error(out, "the tests", error)
      nil
    end

    def code_of(asked)
      asked["prelude"] + asked["code"]
    end

    def evaluate(asked, framework)
      code = code_of(asked)
      unless code.strip.empty?
        eval(code, TOPLEVEL_BINDING, VerifierSuites::CODE, 1)
        return
      end
      VerifierSuites.files(asked["files"].keys, framework).each { |it| load(File.expand_path(it)) }
    end

    def put(files)
      files.each do |path, data|
        FileUtils.mkdir_p(File.dirname(path))
        FileUtils.rm_rf(path)
        File.binwrite(path, data.unpack1("m"))
      end
    end

    # What tests want of a path that is not there is the program, which is loaded.
    # Returns what is filled when the tests begin.
    def stand_in
      testing = []
      Kernel.module_eval do
        real = instance_method(:require)
        define_method(:require) do |name|
          real.bind_call(self, name)
        rescue LoadError => error
          raise if testing.empty? || error.path != name
          false
        end
        define_method(:require_relative) do |name|
          place = caller_locations(1, 1)[0].absolute_path || File.expand_path("tests.rb")
          found = File.expand_path(name, File.dirname(place))
          is_there = File.file?(found) || File.file?("#{found}.rb")
          is_there || testing.empty? ? require(found) : false
        end
        private(:require, :require_relative)
      end
      testing
    end

    def tell_error(out, name, error)
      message = begin
        "#{error.class}: #{error.message}"
      rescue StandardError
        error.class.name
      end
      warn(message)
      raised = VerifierSuites.assertion?(error) ? nil : error.class.name
      fail_with(out, name, message, raised)
    end

    def fail_with(out, name, message, raised = nil)
      entry = { test: name.to_s, outcome: "failed", message: message.to_s.scrub[0, 2000] }
      entry[:raised] = raised if raised
      out.write("#{JSON.generate(entry)}\n")
    end
  end
end

require "fileutils"
VerifierShared.hold(*ARGV.shift(2))
$stdout.flush
$stderr.flush
exit!(0)
