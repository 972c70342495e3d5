/** How a command ends: 0 to 2 are tstl's. */
export const ExitCode = {
    success: 0,
    outputsSkipped: 1,
    outputsGenerated: 2,
    /** Of `farm status`: something is in the way of builds. */
    unwell: 1,
    /** The farm could not do it. */
    farm: 3,
    usage: 64,
    /** Ended by Ctrl-C. */
    interrupted: 130,
} as const;
