package dev.sangam.sim.plan;

/** How a goal stands while a run goes on: what is certain stays so, whatever happens. */
sealed interface Standing permits Quota, GapCount, Standing.Open {
    boolean missed();

    boolean met();

    /** Of a goal that only the whole run can tell. */
    enum Open implements Standing {
        UNTIL_THE_END;

        @Override
        public boolean missed() {
            return false;
        }

        @Override
        public boolean met() {
            return false;
        }
    }
}
