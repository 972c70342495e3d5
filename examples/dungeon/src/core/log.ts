export enum LogLevel {
    Debug = 10,
    Info = 20,
    Warn = 30,
    Error = 40,
}

export type LogSink = (level: LogLevel, channel: string, text: string) => void;

/** One logger a subsystem; all of them share the sink. */
export class Logger {
    static threshold: LogLevel = LogLevel.Info;

    private static sink: LogSink = () => {};
    private static readonly channels = new Map<string, Logger>();

    static {
        Logger.channels.set("root", new Logger("root"));
    }

    static for(channel: string): Logger {
        const known = Logger.channels.get(channel);
        if (known) return known;
        const logger = new Logger(channel);
        Logger.channels.set(channel, logger);
        return logger;
    }

    static redirect(sink: LogSink): () => void {
        const previous = Logger.sink;
        Logger.sink = sink;
        return () => {
            Logger.sink = previous;
        };
    }

    private constructor(readonly channel: string) {}

    debug(text: string): void {
        this.write(LogLevel.Debug, text);
    }

    info(text: string): void {
        this.write(LogLevel.Info, text);
    }

    warn(text: string): void {
        this.write(LogLevel.Warn, text);
    }

    error(text: string, cause?: unknown): void {
        this.write(LogLevel.Error, cause instanceof Error ? `${text}: ${cause.message}` : text);
    }

    private write(level: LogLevel, text: string): void {
        if (level >= Logger.threshold) {
            Logger.sink(level, this.channel, text);
        }
    }
}

export function levelName(level: LogLevel): string {
    return LogLevel[level].toUpperCase();
}
