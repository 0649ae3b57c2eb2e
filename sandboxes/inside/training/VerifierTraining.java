// Uses what most programs use of Java's library, so that the archive of class data
// holds it. Run once where the archive is made; what it prints is not looked at.

import java.io.*;
import java.math.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.function.*;
import java.util.regex.*;
import java.util.stream.*;

public class VerifierTraining {
    enum Color { RED, GREEN }

    record Point(int x, int y) implements Comparable<Point> {
        public int compareTo(Point other) { return Integer.compare(x, other.x); }
    }

    interface Shape { double area(); }

    public static void main(String[] args) throws Exception {
        read();
        collect();
        stream();
        write();
        number();
        search();
        fail();
        runSideBySide();
    }

    static void read() throws IOException {
        byte[] text = "3 4\n1 2 3\nlast line\n0.5 x\n".getBytes();
        System.setIn(new ByteArrayInputStream(text));
        Scanner scanner = new Scanner(System.in);
        int n = scanner.nextInt() + (int) scanner.nextLong();
        scanner.nextLine();
        while (n-- > 0 && scanner.hasNextInt()) scanner.nextInt();
        scanner.nextLine();
        scanner.nextLine();
        scanner.nextDouble();
        scanner.next();
        scanner.hasNext();
        BufferedReader lines = new BufferedReader(
            new InputStreamReader(new ByteArrayInputStream(text)));
        StringTokenizer words = new StringTokenizer(lines.readLine());
        while (words.hasMoreTokens()) Integer.parseInt(words.nextToken());
        for (String word : lines.readLine().trim().split(" ")) Long.parseLong(word);
        lines.readLine().split("\\s+");
        StreamTokenizer tokens = new StreamTokenizer(lines);
        tokens.nextToken();
        lines.lines().forEach(String::trim);
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(text));
        data.read(new byte[4], 0, 4);
    }

    static void collect() {
        List<Integer> list = new ArrayList<>(List.of(3, 1, 2));
        Collections.sort(list);
        Collections.reverse(list);
        list.sort(Comparator.comparing((Integer it) -> -it).thenComparing(it -> it));
        list.removeIf(it -> it > 2);
        list.subList(0, 1).clear();
        Collections.swap(list, 0, 0);
        Collections.unmodifiableList(list);
        Map<String, List<Integer>> map = new HashMap<>();
        map.computeIfAbsent("a", key -> new ArrayList<>()).add(1);
        map.getOrDefault("b", List.of());
        for (Map.Entry<String, List<Integer>> entry : map.entrySet()) entry.getValue().size();
        Map<Integer, Integer> counts = new TreeMap<>(Comparator.reverseOrder());
        counts.merge(1, 1, Integer::sum);
        counts.forEach((key, value) -> { });
        new TreeMap<>(counts).floorKey(1);
        new LinkedHashMap<>(counts).keySet().iterator().next();
        new LinkedHashSet<>(list).contains(1);
        new HashSet<>(list).retainAll(new TreeSet<>(list));
        Deque<int[]> deque = new ArrayDeque<>();
        deque.push(new int[] {1, 2});
        deque.offerLast(new int[] {3});
        deque.pollFirst();
        PriorityQueue<Point> heap = new PriorityQueue<>((p, q) -> p.y() - q.y());
        heap.add(new Point(1, 2));
        heap.add(new Point(2, 1));
        heap.poll();
        new PriorityQueue<>(Collections.reverseOrder()).offer(1);
        new LinkedList<>(list).add(2);
        new Stack<Integer>().push(1);
        BitSet bits = new BitSet(100);
        bits.set(3);
        bits.nextSetBit(0);
        new EnumMap<Color, Integer>(Color.class).put(Color.RED, 1);
        int[] numbers = {3, 1, 2};
        Arrays.sort(numbers);
        Arrays.fill(numbers, 1);
        Arrays.binarySearch(numbers, 1);
        Arrays.copyOfRange(numbers, 0, 2);
        Arrays.equals(numbers, numbers.clone());
        Integer[] boxed = {2, 1};
        Arrays.sort(boxed, Collections.reverseOrder());
        String[] words = {"b", "a"};
        Arrays.sort(words, (a, b) -> a.compareTo(b));
        Arrays.asList(words).indexOf("a");
        Arrays.toString(numbers);
        Arrays.deepToString(new int[2][2]);
        Objects.hash(1, "a");
        switch (words[0]) {
            case "a" -> new Point(1, 1).hashCode();
            default -> Color.valueOf("RED").ordinal();
        }
    }

    static void stream() {
        List<String> words = List.of("one", "two", "three");
        words.stream().map(String::length).filter(it -> it > 3).collect(Collectors.toList());
        words.stream().collect(Collectors.groupingBy(String::length, Collectors.counting()));
        words.stream().collect(Collectors.toMap(it -> it, String::length));
        words.stream().sorted(Comparator.reverseOrder()).distinct().limit(2)
            .collect(Collectors.joining(", "));
        IntStream.range(0, 5).boxed().collect(Collectors.toSet());
        IntStream.rangeClosed(1, 5).mapToObj(Integer::toString).toList();
        Arrays.stream(new int[] {1, 2}).map(it -> it * 2).sum();
        Arrays.stream("1 2".split(" ")).mapToInt(Integer::parseInt).max().getAsInt();
        words.stream().mapToLong(String::length).summaryStatistics();
        Stream.iterate(1, it -> it * 2).limit(3).reduce(0, Integer::sum);
        words.stream().flatMap(it -> it.chars().mapToObj(c -> (char) c)).count();
        words.stream().anyMatch(String::isEmpty);
        Optional<String> first = words.stream().findFirst();
        first.map(String::length).orElse(0);
        Function<Integer, Integer> twice = it -> it * 2;
        Supplier<Integer> one = () -> 1;
        BiFunction<Integer, Integer, Integer> sum = Integer::sum;
        twice.andThen(twice).apply(sum.apply(one.get(), 1));
        Shape shape = () -> 1.5;
        shape.area();
    }

    static void write() {
        String name = "x";
        System.out.println("sum of " + name + " and " + 1 + 2L + 0.5 + 'c' + true);
        System.out.println(String.format("%d %5.2f %s %05d %x", 1, 0.5, name, 42, 255));
        System.out.printf("%.6f%n", 1.0 / 3);
        System.out.println(String.join(",", List.of("a", "b")) + "a".repeat(3));
        System.out.println(List.of(1, 2) + " " + Map.of("a", 1) + " " + new Point(1, 2));
        System.out.println(0.1 + 0.2);
        System.out.print('c');
        System.out.println(new char[] {'a'});
        PrintWriter writer = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out)));
        writer.println(1);
        writer.printf("%d%n", 2);
        writer.flush();
        StringBuilder text = new StringBuilder();
        text.append(1).append(' ').append(0.5).insert(0, "a").reverse().setLength(1);
        new StringBuffer("a").append(1L);
        "Text".toLowerCase().toUpperCase().replace('T', 'a').replaceAll("[A-Z]", "").indexOf("a");
        "a-b".chars().filter(Character::isLetter).count();
        "text".toCharArray();
        "a,b".substring(1).contains(",");
        String.valueOf(1.5).equals("1.5");
        System.err.println("to standard error");
    }

    static void number() {
        BigInteger big = new BigInteger("123456789012345678901234567890");
        big.multiply(big).mod(BigInteger.valueOf(97)).modPow(big, BigInteger.TEN).toString();
        new BigDecimal("1.25").setScale(1, RoundingMode.HALF_UP).add(BigDecimal.ONE).toString();
        Math.floorMod((int) Math.sqrt(Math.pow(2, 10)), 7);
        Integer.toBinaryString(Integer.bitCount(5));
        Long.parseLong("12");
        Double.parseDouble("1.5");
        Double.compare(1, 2);
        new Random(1).nextInt(10);
        Math.random();
        System.nanoTime();
        System.currentTimeMillis();
    }

    static void search() {
        Matcher matcher = Pattern.compile("(\\w+)@(\\w+)\\.com").matcher("a@b.com");
        if (matcher.find()) matcher.group(1);
        "2024-01-02".matches("\\d{4}-\\d{2}-\\d{2}");
    }

    static void fail() {
        try {
            Integer.parseInt("x");
        } catch (NumberFormatException error) {
            error.printStackTrace();
        }
        try {
            Object[] none = new Object[0];
            none[1] = null;
        } catch (ArrayIndexOutOfBoundsException error) {
            error.getMessage();
        }
        try {
            List.of(1).iterator().remove();
        } catch (UnsupportedOperationException | IllegalStateException error) {
            error.toString();
        }
        try (StringReader reader = new StringReader("a")) {
            throw new IllegalArgumentException("bad", new RuntimeException());
        } catch (Exception error) {
            error.getCause();
        }
    }

    static void runSideBySide() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<Integer> future = pool.submit(() -> 1);
        future.get();
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.SECONDS);
        Thread thread = new Thread(() -> new AtomicInteger().incrementAndGet());
        thread.start();
        thread.join();
        new ConcurrentHashMap<String, Integer>().merge("a", 1, Integer::sum);
        new AtomicLong().addAndGet(1);
        CompletableFuture.supplyAsync(() -> 1).thenApply(it -> it + 1).get();
        IntStream.range(0, 100).parallel().sum();
    }
}
