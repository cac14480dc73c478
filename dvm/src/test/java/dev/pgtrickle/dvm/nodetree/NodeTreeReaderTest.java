package dev.pgtrickle.dvm.nodetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.nodetree.NodeTree.Atom;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTreeReaderTest {

    private static Node node(String text) {
        return (Node) NodeTreeReader.read(text);
    }

    @Test
    void reads_fields_of_all_kinds() {
        Node node = node(
                "{X :number -12 :truth true :none <> :name foo :one {Y :a 1} :many ({Y :a 2} {Y :a 3}) :ints (i 1 2) :oids (o 7) :bits (b) :empty ()}");
        assertThat(node.tag()).isEqualTo("X");
        assertThat(node.number("number")).isEqualTo(-12);
        assertThat(node.truth("truth")).isTrue();
        assertThat(node.field("none")).isEqualTo(NodeTree.Null.NULL);
        assertThat(node.text("name")).isEqualTo("foo");
        assertThat(node.field("one")).isEqualTo(node("{Y :a 1}"));
        assertThat(node.nodes("many")).extracting(y -> y.number("a")).containsExactly(2L, 3L);
        assertThat(node.field("ints")).isEqualTo(new NodeList("i", List.of(new Atom("1"), new Atom("2"))));
        assertThat(node.texts("oids")).containsExactly("7");
        assertThat(node.field("bits")).isEqualTo(new NodeList("b", List.of()));
        assertThat(node.field("empty")).isEqualTo(new NodeList("", List.of()));
        assertThat(node.field("missing")).isEqualTo(NodeTree.Null.NULL);
    }

    @Test
    void a_constant_keeps_its_bytes() {
        assertThat(node("{CONST :constisnull false :constvalue 4 [ 24 0 -1 0 ] :after 1}"))
                .satisfies(c -> assertThat(c.text("constvalue")).isEqualTo("4 [ 24 0 -1 0 ]"))
                .satisfies(c -> assertThat(c.number("after")).isEqualTo(1));
    }

    @Test
    void strings_keep_every_character() {
        assertThat(node("{ALIAS :aliasname O\\ o\\{\\(\\\\ :colnames (\"a\" \"b\\ c\" \"i\" \"<>\" \"\\\"\" \"\")}"))
                .satisfies(a -> assertThat(a.text("aliasname")).isEqualTo("O o{(\\"))
                .satisfies(a -> assertThat(a.texts("colnames")).containsExactly("a", "b c", "i", "<>", "\"", ""));
    }

    @Test
    void a_name_that_looks_like_a_label_is_still_a_value() {
        Node alias = node("{ALIAS :aliasname :funcid :colnames <>}");
        assertThat(alias.fields().keySet()).containsExactly("aliasname", "colnames");
        assertThat(alias.text("aliasname")).isEqualTo(":funcid");
    }

    @Test
    void nodes_are_shown_in_the_order_of_the_text() {
        List<String> tags = new ArrayList<>();
        NodeTreeReader.read("({A :x {B :y ({C} {D})} :z {E}} {F})").forEachNode(n -> tags.add(n.tag()));
        assertThat(tags).containsExactly("A", "B", "C", "D", "E", "F");
    }

    @Test
    void depth_is_no_problem() {
        int depth = 100_000;
        NodeTree tree = NodeTreeReader.read("{A :x ".repeat(depth) + "<>" + "}".repeat(depth));
        int[] count = {0};
        tree.forEachNode(n -> count[0]++);
        assertThat(count[0]).isEqualTo(depth);
        assertThat(TreeComparison.compare(tree, tree)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{A", "(", "{A :x 1))", "(1}", "}", "{A} {B}", "{A :x (1 2}"})
    void refuses_anything_else(String text) {
        assertThatThrownBy(() -> NodeTreeReader.read(text)).isInstanceOf(SqlSyntaxException.class);
    }
}
