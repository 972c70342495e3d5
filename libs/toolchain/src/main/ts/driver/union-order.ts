// In which order `tstl` shows the members of a union. TypeScript sorts them by when its checker first came to
// know each. `tstl` goes through the program file by file, so what the libraries and the ambient declarations
// mention, which come first, has an order that no script changes: it is learned once and then known. Other
// orders depend on every script before, and are told to be ambiguous.
import * as ts from "typescript";
import { onUnionShown, TOOLCHAIN, unionsAreSeen } from "../runtime/api";
import { typeName } from "./type-name";

type InternalType = ts.Type & { id: number };
type Ranks = Map<string, number>;

/** TypeScript has it at run time, but does not declare it. */
type InternalProgram = ts.Program & { getTypeCount(): number };

/** Types that every checker knows before it has seen a file. */
const FIXED =
    ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never | ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Null |
    ts.TypeFlags.String | ts.TypeFlags.Number | ts.TypeFlags.BigInt | ts.TypeFlags.ESSymbol | ts.TypeFlags.NonPrimitive | ts.TypeFlags.BooleanLike;

const MAX_RANKINGS = 8;
const rankings = new Map<string, Ranks>();

/** The order that is known by the key of what concerns all files: options, libraries and ambient declarations. */
function ranksOf(globalsKey: string): Ranks {
    const ranks = rankings.get(globalsKey) ?? new Map<string, number>();
    rankings.delete(globalsKey);
    rankings.set(globalsKey, ranks);
    for (const old of rankings.keys()) {
        if (rankings.size <= MAX_RANKINGS) break;
        rankings.delete(old);
    }
    return ranks;
}

/** Shows the unions of one checker in the order of `tstl`, where that is known. */
export class UnionOrder {
    /**
     * Whether any union was shown of which it is not. It stays so: diagnostics of a file can come up while another is
     * checked.
     */
    ambiguous = !unionsAreSeen();

    constructor(private readonly checker: () => ts.TypeChecker) {}

    /** From now on, until the next call of this. */
    use(globalsKey: string | undefined): void {
        const ranks = globalsKey === undefined ? undefined : ranksOf(globalsKey);
        onUnionShown(types => {
            const { fixed, others } = split(types as readonly ts.Type[]);
            if (others.length <= 1) return types;
            const known = others.map(type => [type, ranks?.get(typeName(type, this.checker()) ?? "")] as const);
            if (known.some(([, rank]) => rank === undefined)) {
                this.ambiguous = true;
                return types;
            }
            return [...fixed, ...known.sort(([, a], [, b]) => a! - b!).map(([type]) => type)] as unknown as typeof types;
        });
    }
}

/**
 * Checks files in the order in which `tstl` does, until nothing of `wanted` is left, and learns the order of what the
 * libraries mention. The program must be new: its checker has seen nothing yet.
 */
export function checkInOrder(globalsKey: string, program: ts.Program, wanted: ReadonlySet<ts.SourceFile>): Map<ts.SourceFile, readonly ts.Diagnostic[]> {
    const left = new Set(wanted);
    const found = new Map<ts.SourceFile, readonly ts.Diagnostic[]>();
    const checker = program.getTypeChecker();
    const ranks = ranksOf(globalsKey);
    let beforeScripts = Infinity;
    let leading = true;
    onUnionShown(types => {
        for (const type of split(types as readonly ts.Type[]).others) {
            const { id } = type as InternalType;
            const name = id < beforeScripts ? typeName(type, checker) : undefined;
            if (name !== undefined) ranks.set(name, id);
        }
        return types;
    });
    program.getGlobalDiagnostics();
    for (const file of program.getSourceFiles()) {
        if (left.size === 0) break;
        if (leading && !concernsAll(file)) {
            leading = false;
            beforeScripts = (program as InternalProgram).getTypeCount();
        }
        const diagnostics = program.getSemanticDiagnostics(file);
        if (left.delete(file)) found.set(file, diagnostics);
    }
    return found;
}

function concernsAll(file: ts.SourceFile): boolean {
    return file.fileName.startsWith(`${TOOLCHAIN}/`) || (file.isDeclarationFile && !ts.isExternalModule(file));
}

function split(types: readonly ts.Type[]) {
    return { fixed: types.filter(type => type.flags & FIXED), others: types.filter(type => !(type.flags & FIXED)) };
}
