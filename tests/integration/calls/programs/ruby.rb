require "set"

def shift(n, big) = big + n
def scale(x, y) = x * y
def mixed(text, sign, yes, grid, ages, none)
  "#{text}#{sign}#{yes ? "T" : "F"}#{grid[1][0]}#{ages["é"]}#{none.nil? ? "none" : "some"}"
end
def table(words) = words.each_with_index.to_h { |word, i| [i, word] }
def unique_of(items) = items.to_set
def reversed(at)
  head = nil
  while at
    at.next, head, at = head, at, at.next
  end
  head
end
def mirror(root)
  root.left, root.right = mirror(root.right), mirror(root.left) if root
  root
end
def order(items) = items.sort!
def odd(how)
  raise ArgumentError, "one" if how == 1
  exit(0) if how == 2
  if how == 3
    puts '{"value": 3}'
    return 4
  end
  if [4, 5].include?(how)
    IO.for_fd(3, "w", autoclose: false).syswrite('{"value": 7}')
    exit!(0) if how == 4
    return 7
  end
  loop {} if how == 6
  how
end
class Solution
  def twice(n) = 2 * n
end
