// A project on disk that is edited: reads, parses and lists its files, and takes edits back.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const SCRIPT = /\.tsx?$/;
const LEFT_OUT = /^(node_modules|dist.*|\..*)$/;

export class WorkingCopy {
    constructor(folder, ts, random) {
        this.folder = folder;
        this.ts = ts;
        this.random = random;
        this.trees = new Map();
        this.compiled = new Set();
    }

    /** All files below `folder` that are not outputs or dependencies, relative, in a fixed order. */
    files(matching = /./) {
        const found = [];
        const visit = prefix => {
            for (const entry of readdirSync(join(this.folder, prefix), { withFileTypes: true })) {
                const path = prefix + entry.name;
                if (entry.isDirectory() && !LEFT_OUT.test(entry.name)) visit(`${path}/`);
                else if (entry.isFile() && matching.test(path)) found.push(path);
            }
        };
        visit("");
        return found.sort();
    }

    /** The scripts; those of the last program, where it has any, because an edit elsewhere says little. */
    scripts() {
        const all = this.files(SCRIPT).filter(f => !f.endsWith(".d.ts"));
        const compiled = all.filter(f => this.compiled.has(f));
        return compiled.length > 0 && this.random.chance(0.95) ? compiled : all;
    }

    declarations() {
        return this.files(/\.d\.ts$/);
    }

    exists(path) {
        return existsSync(join(this.folder, path));
    }

    read(path) {
        return this.exists(path) ? readFileSync(join(this.folder, path), "utf8") : null;
    }

    /** @param text null deletes */
    write(path, text) {
        const file = join(this.folder, path);
        if (text === null) {
            rmSync(file, { force: true });
        } else {
            mkdirSync(dirname(file), { recursive: true });
            rmSync(file, { force: true }); // it may be a hard link
            writeFileSync(file, text);
        }
    }

    tree(path) {
        const text = this.read(path) ?? "";
        const known = this.trees.get(path);
        if (known?.text === text) return known;
        const tree = this.ts.createSourceFile(path, text, this.ts.ScriptTarget.ESNext, true);
        this.trees.set(path, tree);
        return tree;
    }

    /** The nodes of a tree for which `test` holds, in order. */
    nodes(tree, test) {
        const found = [];
        const visit = node => {
            if (test(node)) found.push(node);
            this.ts.forEachChild(node, visit);
        };
        visit(tree);
        return found;
    }

    /** A node for which `test` holds, with its file, from the scripts or `files`; undefined where none was met. */
    find(test, files = this.scripts()) {
        for (const file of this.random.shuffled(files).slice(0, 40)) {
            const tree = this.tree(file);
            const node = this.random.pick(this.nodes(tree, test));
            if (node) return { file, tree, node };
        }
        return undefined;
    }

    /** The file that a relative import means; undefined for a package or nothing. */
    target(from, specifier) {
        if (!specifier.startsWith(".")) return undefined;
        const stem = join(dirname(from), specifier).replace(/\.jsx?$/, "");
        return [".ts", ".tsx", ".d.ts", "/index.ts", "/index.tsx", "/index.d.ts", ""]
            .map(ending => stem + ending)
            .find(path => /\.(tsx?|json)$/.test(path) && this.exists(path));
    }

    /** How `from` would import `to`. */
    specifier(from, to) {
        const up = dirname(from) === "." ? [] : dirname(from).split("/");
        const down = to.replace(/(\.d)?\.tsx?$/, "").split("/");
        while (up.length > 0 && down.length > 1 && up[0] === down[0]) {
            up.shift();
            down.shift();
        }
        return (up.length === 0 ? "./" : "../".repeat(up.length)) + down.join("/");
    }

    /** The import and export declarations of a script that name a module. */
    imports(file) {
        const { ts } = this;
        return this.tree(file).statements.filter(
            s => (ts.isImportDeclaration(s) || ts.isExportDeclaration(s)) && s.moduleSpecifier && ts.isStringLiteral(s.moduleSpecifier),
        );
    }

    /** The names that a module declares and exports; `values` only those that exist at run time. */
    exportsOf(file, values) {
        const { ts } = this;
        const names = [];
        for (const s of this.tree(file).statements) {
            if (!s.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword)) continue;
            if (s.modifiers.some(m => m.kind === ts.SyntaxKind.DefaultKeyword)) continue;
            if (ts.isVariableStatement(s)) names.push(...s.declarationList.declarations.map(d => d.name).filter(ts.isIdentifier).map(n => n.text));
            else if (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s) || ts.isEnumDeclaration(s)) names.push(s.name?.text);
            else if (!values && (ts.isInterfaceDeclaration(s) || ts.isTypeAliasDeclaration(s))) names.push(s.name.text);
        }
        return names.filter(Boolean);
    }

    /** Another script of the same folder tree that exports something, as one to import from. */
    otherModule(file, values = true) {
        const top = file.split("/")[0];
        const others = this.random.shuffled(this.scripts().filter(f => f !== file && f.split("/")[0] === top));
        for (const other of others.slice(0, 20)) {
            const name = this.random.pick(this.exportsOf(other, values));
            if (name) return { other, name, specifier: this.specifier(file, other) };
        }
        return undefined;
    }

    /** A name that nothing has. */
    fresh(prefix = "fresh") {
        return `${prefix}${this.random.below(1_000_000)}`;
    }

    /** String literals that occur as types, so that a literal of the program may be one of a union. */
    typeStrings() {
        const { ts } = this;
        const found = this.find(n => ts.isUnionTypeNode(n) && n.types.some(t => ts.isLiteralTypeNode(t) && ts.isStringLiteral(t.literal)));
        if (!found) return ["fresh"];
        return found.node.types.filter(t => ts.isLiteralTypeNode(t) && ts.isStringLiteral(t.literal)).map(t => t.literal.text);
    }

    /** `file` with `replacements` ({start, end, text}), as changes. */
    replaced(file, ...replacements) {
        let text = this.read(file);
        for (const r of replacements.toSorted((a, b) => b.start - a.start)) text = text.slice(0, r.start) + r.text + text.slice(r.end);
        return { [file]: text };
    }

    name(path) {
        return basename(path);
    }
}
