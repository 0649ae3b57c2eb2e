// 94 Has a main method that is none: runtime_error
public class Other {
    public void main(String[] args) {
        System.out.println("contained");
    }
}
