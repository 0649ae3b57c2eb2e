# Calls one function of the candidate and replies its value, typed. Protocol and
# value forms: see call.py. Runs in the candidate's box and knows nothing of the
# answer.
require "json"
require "set"

module VerifierCall
  class Unencodable < StandardError; end

  MAX_DEPTH = 100
  MAX_NODES = 10_000_000
  PLAIN = { "$tuple" => :to_a, "$set" => :to_set, "$frozenset" => :to_set }.freeze
  REAL = { "nan" => Float::NAN, "inf" => Float::INFINITY, "-inf" => -Float::INFINITY }.freeze

  module_function

  def decode(tree)
    case tree
    when Array then tree.map { |item| decode(item) }
    when Hash
      key, body = tree.first
      return decode(body).public_send(PLAIN[key]) if tree.size == 1 && PLAIN.key?(key)
      return tagged(key, body) if tree.size == 1 && key.start_with?("$")
      tree.transform_values { |item| decode(item) }
    else tree
    end
  end

  def tagged(key, body)
    case key
    when "$int" then Integer(body)
    when "$float" then REAL.fetch(body)
    when "$bytes" then body.unpack1("m")
    when "$complex" then Complex(decode(body[0]), decode(body[1]))
    when "$dict" then body.to_h { |name, item| [decode(name), decode(item)] }
    else { key => decode(body) }
    end
  end

  # Linked lists and trees, as LeetCode writes them; the signature names them.
  def decode_as(value, type)
    case type[0]
    when "ListNode"
      (value || []).reverse.reduce(nil) { |rest, item| ListNode.new(decode(item)).tap { |node| node.next = rest } }
    when "TreeNode" then tree(value || [])
    when "optional" then value.nil? ? nil : decode_as(value, type[1])
    when "list" then value.is_a?(Array) ? value.map { |item| decode_as(item, type[1]) } : decode(value)
    when "map" then typed_map(decode(value), type[1])
    when "float" then (it = decode(value)).is_a?(Integer) ? it.to_f : it
    else decode(value)
    end
  end

  # JSON has no keys but text; a key that must be a number is read from it.
  def typed_map(value, key)
    return value unless value.is_a?(Hash) && %w[int long bigint].include?(key[0])
    value.transform_keys { |it| it.is_a?(String) ? Integer(it) : it }
  end

  def tree(values)
    return nil if values.empty? || values[0].nil?
    root = TreeNode.new(decode(values[0]))
    waiting, at = [root], 1
    while at < values.size && (parent = waiting.shift)
      %i[left= right=].each do |side|
        item = values[at]
        at += 1
        next if item.nil?
        node = TreeNode.new(decode(item))
        parent.public_send(side, node)
        waiting << node
      end
    end
    root
  end

  def encode(value, depth = 0)
    raise Unencodable, "a value nested deeper than #{MAX_DEPTH} levels" if depth > MAX_DEPTH
    case value
    when nil, true, false then value
    when Integer then value.bit_length > 10_000 ? { "$int" => (value.negative? ? "-0x" : "0x") + value.abs.to_s(16) } : value
    when Float then value.finite? ? value : { "$float" => value.nan? ? "nan" : value.positive? ? "inf" : "-inf" }
    when Symbol then value.to_s
    when String then text(value)
    when Array then value.map { |item| encode(item, depth + 1) }
    when Set then { "$set" => value.map { |item| encode(item, depth + 1) } }
    when Hash then { "$dict" => value.map { |key, item| [encode(key, depth + 1), encode(item, depth + 1)] } }
    when Complex then { "$complex" => [encode(value.real), encode(value.imaginary)] }
    when Rational then encode(value.to_f)
    when Range then value.size.to_f.finite? ? value.map { |item| encode(item, depth + 1) } : raise(Unencodable, "a range without an end")
    when Struct then value.to_a.map { |item| encode(item, depth + 1) }
    else raise Unencodable, "a value of type #{value.class}"
    end
  end

  def text(value)
    utf8 = value.encoding == Encoding::BINARY ? value.dup.force_encoding("UTF-8") : value.encode("UTF-8", invalid: :replace)
    utf8.valid_encoding? && value.valid_encoding? ? String.new(utf8) : { "$bytes" => [value].pack("m0") }
  end

  def encode_as(value, type)
    case type && type[0]
    when "ListNode", "TreeNode" then nodes(value, type[0])
    when "optional" then value.nil? ? nil : encode_as(value, type[1])
    when "list" then value.is_a?(Array) ? value.map { |item| encode_as(item, type[1]) } : encode(value)
    else encode(value)
    end
  end

  def nodes(root, kind)
    values, waiting = [], [root]
    until waiting.empty?
      node = waiting.shift
      raise Unencodable, "a value without an end" if values.size > MAX_NODES
      if node.nil?
        values << nil if kind == "TreeNode"
        next
      end
      values << encode(node.val)
      kind == "TreeNode" ? waiting.push(node.left, node.right) : waiting.push(node.next)
    end
    values.pop while !values.empty? && values.last.nil?
    values
  end

  def reply(document)
    data = JSON.generate(document)
    $stdout.flush rescue nil
    IO.for_fd(3, "w", autoclose: false).syswrite(data)
    Process.exit!(0)
  end

  def raised(error)
    names = error.class.ancestors.grep(Class).map { |it| it.name.to_s.split("::").last.to_s }
    warn(error.full_message(highlight: false)) rescue nil
    { "raised" => { "type" => names[0], "bases" => names, "message" => error.message.to_s.scrub[0, 1000] } }
  end

  # The object whose method is called: a top-level function is one of any object.
  def receiver(call)
    return TOPLEVEL_BINDING.receiver unless call["class_name"]
    reply("missing" => "there is no '#{call["class_name"]}'") unless Object.const_defined?(call["class_name"])
    Object.const_get(call["class_name"]).new
  end

  def call(call)
    types = call["types"] || {}
    kinds = types["args"] || []
    args = call["args"].each_with_index.map { |value, i| kinds[i] ? decode_as(value, kinds[i]) : decode(value) }
    load_candidate
    object = receiver(call)
    name = call["method"] || call["function"]
    reply("missing" => "there is no '#{name}'") unless object.respond_to?(name, true)
    arity = object.method(name).arity
    fits = arity.negative? ? args.size >= -arity - 1 : args.size == arity
    reply("unfit" => "it takes #{arity} arguments, not #{args.size}") unless fits
    value = object.__send__(name, *args)
    call["inout"] ? encode_as(args[0], kinds[0]) : encode_as(value, types["returns"])
  end

  def load_candidate
    return if @loaded
    @loaded = true
    $PROGRAM_NAME = File.basename(ARGV[0])
    load(File.expand_path(ARGV[0]))
  end
end

call = JSON.parse($stdin.read, max_nesting: false)
Object.class_eval do
  const_set(:ListNode, Class.new do
    attr_accessor :val, :next
    define_method(:initialize) { |val = 0, rest = nil| @val, @next = val, rest }
  end)
  const_set(:TreeNode, Class.new do
    attr_accessor :val, :left, :right
    define_method(:initialize) { |val = 0, left = nil, right = nil| @val, @left, @right = val, left, right }
  end)
end if call["types"]
begin
  VerifierCall.load_candidate
  VerifierCall.reply("value" => VerifierCall.call(call))
rescue VerifierCall::Unencodable => error
  VerifierCall.reply("unencodable" => error.message)
rescue SystemExit
  raise
rescue Exception => error # rubocop:disable Lint/RescueException
  VerifierCall.reply(VerifierCall.raised(error))
end
