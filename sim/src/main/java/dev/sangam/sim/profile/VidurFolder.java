package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.OperatorTables;
import dev.sangam.core.batchtime.Sharding;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A folder in Vidur's layout, {@code compute/DEVICE/ORGANISATION/MODEL}, with {@code mlp.csv} and {@code attention.csv}; or an
 * attention file of another name, with the {@code mlp.csv} beside it. Device and model are named by their folders alone, so
 * they are taken only where the layout is that one. {@code all_reduce.csv} and {@code send_recv.csv} are in a folder of the
 * user's choice, or in {@code network} within.
 */
public final class VidurFolder implements Profile {
    private static final String MLP = "mlp.csv";
    private static final String ATTENTION = "attention.csv";
    private static final String NETWORK = "network";
    private static final String LAYOUT = "compute";
    private static final List<String> COLLECTIVES = List.of("all_reduce.csv", "send_recv.csv");
    private static final String TENSOR_PARALLEL = "num_tensor_parallel_workers";
    /** Tokens of a KV block that engines use; held-out errors are of these rows where there are any. */
    private static final int USUAL_BLOCK = 16;

    private static final int LARGEST = 1 << 24;

    private final Path path;
    private final VidurProfile files;

    /** Read when asked for: a search opens a profile for every deployment, and trains it once. */
    private @Nullable Keys keys;

    private VidurFolder(Path path, VidurProfile files) {
        this.path = path;
        this.files = files;
    }

    /** What says which rows are of which model and cut. */
    private record Keys(NumberCsv mlp, NumberCsv attention, ProfileShape shape) {}

    private Keys keys() {
        if (keys == null) {
            NumberCsv mlp = NumberCsv.read(
                    files.mlp(), List.of("n_embd", "n_head", "n_kv_head", "n_expanded_embd", TENSOR_PARALLEL));
            NumberCsv attention = NumberCsv.read(files.attention(), List.of("block_size", TENSOR_PARALLEL));
            keys = new Keys(mlp, attention, onlyShape(mlp));
        }
        return keys;
    }

    /** Whether this is such a folder, or an attention file of one. */
    static boolean isOne(Path path) {
        return Files.isRegularFile(path.resolve(MLP))
                || (Files.isRegularFile(path) && Files.isRegularFile(mlpBeside(path)));
    }

    /** Opens it; its rows are checked when they are used. */
    public static VidurFolder open(Path path) {
        return open(path, null);
    }

    /**
     * Opens it.
     *
     * @param network folder of the collectives; {@code null} for the one within, if there is one
     */
    public static VidurFolder open(Path path, @Nullable Path network) {
        boolean file = Files.isRegularFile(path) && !path.endsWith(MLP);
        Path mlp = Files.isDirectory(path) ? path.resolve(MLP) : mlpBeside(path);
        Path attention = file ? path : mlp.resolveSibling(ATTENTION);
        return new VidurFolder(
                path, new VidurProfile(mlp, attention, network == null ? mlp.resolveSibling(NETWORK) : network));
    }

    private static Path mlpBeside(Path path) {
        return path.toAbsolutePath().resolveSibling(MLP);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String format() {
        return "Vidur's format";
    }

    @Override
    public Optional<String> model() {
        return StoredProfile.beside(path).map(StoredProfile::model).orElseGet(() -> inLayout(1));
    }

    @Override
    public Optional<String> hardware() {
        return StoredProfile.beside(path).map(StoredProfile::hardware).orElseGet(() -> inLayout(3));
    }

    /** A folder above the files, counted from them, where they are in the published layout. */
    private Optional<String> inLayout(int above) {
        Path absolute = files.mlp().toAbsolutePath().normalize();
        int count = absolute.getNameCount();
        boolean published = count > 5 && absolute.getName(count - 5).toString().equals(LAYOUT);
        return published ? Optional.of(absolute.getName(count - 1 - above).toString()) : Optional.empty();
    }

    @Override
    public ProfileShape shape() {
        return keys().shape();
    }

    @Override
    public List<Integer> degrees() {
        NavigableSet<Integer> degrees = values(keys().mlp(), TENSOR_PARALLEL);
        degrees.retainAll(values(keys().attention(), TENSOR_PARALLEL));
        if (degrees.isEmpty()) {
            throw new InputException(files.attention() + ": has " + TENSOR_PARALLEL + " "
                    + values(keys().attention(), TENSOR_PARALLEL) + ", but " + files.mlp() + " has "
                    + values(keys().mlp(), TENSOR_PARALLEL)
                    + "; they must share one");
        }
        return List.copyOf(degrees);
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        NavigableSet<Integer> alone = values(keys().mlp(), TENSOR_PARALLEL);
        degrees().forEach(alone::remove);
        if (!alone.isEmpty()) {
            notes.add("TP " + alone + " cannot be used: attention was not measured for it");
        }
        if (degrees().stream().anyMatch(degree -> degree > 1) && !hasNetwork()) {
            notes.add(
                    "TP above 1 and pipelines cannot be used without all_reduce.csv and send_recv.csv: --network DIR");
        }
        return notes;
    }

    /** The folders that it is read from. */
    public List<Path> folders() {
        Path compute = files.mlp().toAbsolutePath().getParent();
        return hasNetwork() ? List.of(compute, files.network()) : List.of(compute);
    }

    private boolean hasNetwork() {
        return Files.isRegularFile(files.network().resolve(COLLECTIVES.getFirst()));
    }

    @Override
    public List<ProfileFile> files() {
        List<ProfileFile> all = new ArrayList<>(
                List.of(new ProfileFile(files.mlp(), MLP), new ProfileFile(files.attention(), ATTENTION)));
        for (String name : COLLECTIVES) {
            Path file = files.network().resolve(name);
            if (Files.isRegularFile(file)) {
                all.add(new ProfileFile(file, NETWORK + "/" + name));
            }
        }
        return all;
    }

    @Override
    public void require(ModelSpec model) {
        if (!(model.feedForward() instanceof FeedForward.Dense)) {
            throw new InputException(
                    path + ": is in Vidur's format, which has no mixtures of experts, but " + model.name() + " is one");
        }
        shape().require(model, path.toString());
    }

    @Override
    public List<OperatorFit> operators(int tensorParallel) {
        ProfileShape shape = shape();
        Sharding cut = new Sharding(1, shape.heads(), shape.kvHeads(), tensorParallel, 1);
        NavigableSet<Integer> blocks = values(keys().attention(), "block_size");
        int block = blocks.contains(USUAL_BLOCK) ? USUAL_BLOCK : blocks.first();
        boolean reduces = tensorParallel > 1 && hasNetwork();
        ProfileQuery query = new ProfileQuery(shape.hidden(), shape.intermediate(), block, cut);
        return VidurFits.of(files.measurements(query, files.contents(query, reduces)));
    }

    @Override
    public OperatorTables batchTime(ProfileUse use) {
        require(use.model());
        ProfileShape shape = shape();
        Sharding cut = sharding(use.model(), use.parallelism());
        ProfileQuery query = new ProfileQuery(shape.hidden(), shape.intermediate(), use.blockTokens(), cut);
        return new OperatorTables(ProfileStore.ofUser().times(files, query, TableRange.VIDUR), cut);
    }

    private static Sharding sharding(ModelSpec model, Parallelism parallelism) {
        return new Sharding(
                model.layers(),
                model.attention().heads(),
                model.attention().kvHeads(),
                parallelism.tensor(),
                parallelism.pipeline());
    }

    private ProfileShape onlyShape(NumberCsv mlp) {
        List<ProfileShape> shapes = IntStream.range(0, mlp.rows())
                .mapToObj(row -> shape(mlp, row))
                .distinct()
                .limit(3)
                .toList();
        if (shapes.size() == 1) {
            return shapes.getFirst();
        }
        throw new InputException(files.mlp()
                + (shapes.isEmpty() ? ": has no rows below its header" : ": has rows of several models: " + shapes));
    }

    private static ProfileShape shape(NumberCsv mlp, int row) {
        int hidden = whole(mlp, row, "n_embd");
        int heads = whole(mlp, row, "n_head");
        return new ProfileShape(
                hidden, heads, whole(mlp, row, "n_kv_head"), hidden / heads, whole(mlp, row, "n_expanded_embd"), 0, 0);
    }

    private static int whole(NumberCsv csv, int row, String column) {
        double value = csv.column(column)[row];
        if (!(value >= 1 && value <= LARGEST && value == Math.rint(value))) {
            throw csv.error(row, column, "a whole number from 1 to " + LARGEST);
        }
        return (int) value;
    }

    private static NavigableSet<Integer> values(NumberCsv csv, String column) {
        TreeSet<Integer> distinct = new TreeSet<>();
        for (int row = 0; row < csv.rows(); row++) {
            distinct.add(whole(csv, row, column));
        }
        return distinct;
    }
}
