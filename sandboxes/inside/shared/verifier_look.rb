# Remembers what Ruby and a test framework are made of, method by method.
class VerifierLook
  CORE = [
    BasicObject, Object, Kernel, Comparable, Enumerable, Module, Class, NilClass, TrueClass, FalseClass, Numeric,
    Integer, Float, Rational, Complex, String, Symbol, Regexp, MatchData, Array, Hash, Range, Proc, Method,
    UnboundMethod, Binding, IO, File, Exception, StandardError, Process, GC, ObjectSpace, Marshal, JSON
  ].freeze
  # Values are compared by these; they are frozen once the program is loaded.
  VALUES = [
    Comparable, NilClass, TrueClass, FalseClass, Numeric, Integer, Float, Rational, Complex, String, Symbol, Array,
    Hash, Range, Proc, Method, UnboundMethod, JSON
  ].freeze
  # Methods of Kernel by whose names a program may call functions of its own.
  FREE = %i[
    p pp puts print putc gets display test select format sprintf printf open rand srand system trap warn then tap
    sleep gsub sub chomp chop readline readlines spawn syscall fork exec
  ].freeze

  # Let nobody change modules any more.
  def self.fix(modules)
    modules.each(&:freeze)
  end

  def initialize
    @seen = []
    CORE.each { |it| note(it) }
    @shadowed = (Kernel.instance_methods(false) + Kernel.private_instance_methods(false) +
      BasicObject.instance_methods(false) + BasicObject.private_instance_methods(false) - FREE).uniq
    @shadowed = @shadowed.to_h { |name| [name, found(Object, name)] }
    @mixed = [Object, Kernel, Module, Class].map { |it| [it, it.ancestors] }
  end

  # Remember a module and all modules that are named in it.
  def add(module_, known = {})
    return if known[module_]
    known[module_] = true
    note(module_)
    module_.constants(false).each do |name|
      inner = module_.const_get(name)
      add(inner, known) if inner.is_a?(Module) && inner.name.to_s.start_with?("#{module_.name}::")
    end
  end

  # The name of something that is not what it was; nil if there is none.
  def changed
    @seen.each do |module_, own|
      own.each { |name, method| return "#{module_}##{name}" unless found(module_, name) == method }
    end
    @shadowed.each { |name, method| return "Object##{name}" unless found(Object, name) == method }
    @mixed.each { |it, before| return it.name unless it.ancestors.last(before.size) == before }
    nil
  end

  private

  def found(module_, name)
    module_.instance_method(name)
  rescue NameError
    nil
  end

  def note(module_)
    [module_, module_.singleton_class].each do |it|
      names = it.instance_methods(false) + it.private_instance_methods(false)
      names -= %i[inherited method_added included extended] unless it.singleton_class?
      @seen << [it, names.to_h { |name| [name, found(it, name)] }]
    end
  end
end
