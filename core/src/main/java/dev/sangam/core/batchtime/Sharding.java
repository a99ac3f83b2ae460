package dev.sangam.core.batchtime;

/**
 * How a model is cut over devices, as far as operator times depend on it.
 *
 * @param layers transformer layers of the whole model
 * @param queryHeads attention heads of the whole model
 * @param kvHeads key-value heads of the whole model; fewer than query heads means grouped-query attention
 * @param tensorParallel devices that share each layer
 * @param pipelineStages stages that share the layers evenly
 */
public record Sharding(int layers, int queryHeads, int kvHeads, int tensorParallel, int pipelineStages) {
    public Sharding {
        positive("layers", layers);
        positive("query heads", queryHeads);
        positive("kv heads", kvHeads);
        positive("tensor parallel size", tensorParallel);
        positive("pipeline stages", pipelineStages);
        if (queryHeads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "query heads are " + queryHeads + "; they must be a multiple of the " + kvHeads + " kv heads");
        }
        if (queryHeads % tensorParallel != 0) {
            throw new IllegalArgumentException("tensor parallel size is " + tensorParallel + "; it must divide the "
                    + queryHeads + " query heads");
        }
        if (layers % pipelineStages != 0) {
            throw new IllegalArgumentException(
                    "pipeline stages are " + pipelineStages + "; they must divide the " + layers + " layers");
        }
    }

    /** Layers that one pipeline stage runs. */
    public int layersPerStage() {
        return layers / pipelineStages;
    }

    /** Whether several query heads share a key-value head. */
    public boolean groupedQuery() {
        return kvHeads < queryHeads;
    }

    private static void positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be >= 1");
        }
    }
}
