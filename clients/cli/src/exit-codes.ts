/** How a command ends: 0 to 2 are tstl's. */
export const ExitCode = {
    success: 0,
    outputsSkipped: 1,
    outputsGenerated: 2,
    /** The farm could not do it. */
    farm: 3,
    usage: 64,
    /** Ended by Ctrl-C. */
    interrupted: 130,
} as const;
