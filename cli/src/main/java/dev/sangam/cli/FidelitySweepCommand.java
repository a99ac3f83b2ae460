package dev.sangam.cli;

import picocli.CommandLine.Command;

/** {@code sangam fidelity sweep}. */
@Command(name = "sweep", mixinStandardHelpOptions = true, sortOptions = false)
final class FidelitySweepCommand implements Runnable {
    @Override
    public void run() {}
}
