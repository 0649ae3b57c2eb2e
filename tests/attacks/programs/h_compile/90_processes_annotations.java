// 90 Brings a processor of annotations, which the compiler must not run: accepted
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.TypeElement;

public class Main {
    static { System.err.println("the class was loaded"); }

    @Deprecated
    public static void main(String[] args) {
        System.out.println("contained");
    }
}

class Processor extends AbstractProcessor {
    static { System.out.println("GOT THROUGH"); }

    @Override
    public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
        throw new IllegalStateException("GOT THROUGH");
    }
}
