// Kinds of edits. Each takes a working copy and gives what it changes ({path: new text, or null to delete}),
// or undefined when the project has no place for it. What results need not make sense, or be without errors:
// it has to be compiled as tstl compiles it.
import { dirname, join } from "node:path";

const at = (start, end, text) => ({ start, end, text });
const insert = (position, text) => at(position, position, text);
const instead = (node, text) => at(node.getStart(), node.end, text);

/** Imports go below the first lines, which may be comments for the whole file. */
function atTop(tree) {
    const first = tree.statements[0];
    return first ? first.getStart() : 0;
}

const bodied = ts => n => ts.isFunctionLike(n) && n.body && ts.isBlock(n.body);
const unannotated = ts => n => bodied(ts)(n) && !n.type && !ts.isConstructorDeclaration(n) && !ts.isSetAccessor(n);
const exported = ts => n => n.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword);

/** Statements that may stand in any function, with names that are `id`'s own. */
function statement(p, id) {
    const { random } = p;
    const word = JSON.stringify(random.pick(p.typeStrings()));
    return random.pick([
        `const ${id} = ${random.below(1000)};`,
        `let ${id}: unknown = ${word}; ${id} = typeof ${id};`,
        `const ${id} = [1, 2, 3].map(x => x * ${random.below(9)}).filter(x => x > 2);`,
        `for (const ${id} of [1, 2]) { if (${id} > 1) continue; }`,
        `const { a: ${id}, ...${id}Rest } = { a: ${word}, b: 2, c: [${random.below(9)}] }; void [${id}, ${id}Rest];`,
        `const ${id} = { a: { b: ${random.below(9)} } as { b?: number } | undefined }; void (${id}.a?.b ?? ${random.below(99)});`,
        `switch (${word} as string) { case "a": break; default: { const ${id} = 1; void ${id}; } }`,
        `const ${id} = (...args: number[]) => args.length; void ${id}(...[1, 2, ${random.below(9)}]);`,
        `class ${id} { #secret = ${random.below(9)}; get secret() { return this.#secret; } } void new ${id}().secret;`,
        `try { void ${random.below(9)}; } catch (${id}) { void ${id}; } finally { void ${word}; }`,
        `const ${id} = new Map([[${word}, ${random.below(9)}]]); ${id}.forEach((value, key) => void [value, key]);`,
        "if (Math.random() > 2) { return undefined as never; }",
        `function ${id}(this: void, x: number) { return x + ${random.below(9)}; } void ${id}(1);`,
        `void \`${random.below(9)} \${${word}} \${[1].length}\`;`,
    ]);
}

/** An expression whose type is inferred, made of `old`. */
function expression(p, old) {
    const { random } = p;
    const id = p.fresh("Local");
    return random.pick([
        `${random.below(1000)}`,
        JSON.stringify(random.pick(p.typeStrings())),
        `(Math.random() > 2 ? undefined : (${old}))`,
        `(Math.random() > 2 ? ${random.below(99)} : (${old}))`,
        `{ value: ${old}, twice(n: number) { return n * 2; }, get size() { return ${random.below(9)}; } }`,
        `new (class ${id} { private secret = ${random.below(9)}; open() { return this.secret; } })()`,
        `class ${id} { static made = ${random.below(9)}; field = "x"; }`,
        `() => (${old})`,
        `[${old}]`,
        `[${old}, ${random.below(9)}] as const`,
        `(${old}) as any`,
        `(${old}) as unknown`,
        `{ ...({ a: 1 } as { a: number; b?: string }), c: ${old} }`,
        `<T>(x: T) => ({ x, old: ${old} })`,
        "undefined",
        "null",
        `Promise.resolve(${old})`,
    ]);
}

const TYPES = ["number", "string", "boolean", "unknown", "any", "string | undefined", "number[]", "{ a: number }", "() => void", "(this: void) => void", "readonly string[]", "never", "object", '"a" | "b"'];

function jsdocTag(p, test, tag) {
    const found = p.find(test);
    if (!found) return undefined;
    return p.replaced(found.file, insert(found.node.getStart(), `/** ${tag} */ `));
}

function withoutText(p, pattern) {
    for (const file of p.random.shuffled(p.scripts())) {
        const text = p.read(file);
        const found = [...text.matchAll(pattern)];
        if (found.length > 0) {
            const one = p.random.pick(found);
            return { [file]: text.slice(0, one.index) + text.slice(one.index + one[0].length) };
        }
    }
    return undefined;
}

function withImport(p, file, use, values = true) {
    const from = p.otherModule(file, values);
    if (!from) return undefined;
    const id = p.fresh(values ? "imported" : "Imported");
    const tree = p.tree(file);
    return [
        insert(atTop(tree), `import ${values ? "" : "type "}{ ${from.name} as ${id} } from "${from.specifier}";\n`),
        ...use(id, tree),
    ];
}

/** The tsconfigs that the one of the build consists of, as far as they are the project's own. */
function configFiles(p) {
    const found = [];
    const visit = file => {
        if (!p.exists(file) || found.includes(file)) return;
        found.push(file);
        const { config } = p.ts.parseConfigFileTextToJson(file, p.read(file));
        for (const base of [config?.extends ?? []].flat()) {
            if (base.startsWith(".")) visit(join(dirname(file), /\.json$/.test(base) ? base : `${base}.json`));
        }
    };
    visit(p.configFile);
    return found;
}

function withOption(p, section, option, value) {
    const file = configFiles(p)[0];
    const { config } = p.ts.parseConfigFileTextToJson(file, p.read(file));
    if (!config) return undefined;
    const before = config[section]?.[option];
    if (before === value) return undefined;
    config[section] = { ...config[section], [option]: value };
    if (value === undefined) delete config[section][option];
    return { [file]: `${JSON.stringify(config, undefined, 2)}\n` };
}

/** Statements whose Lua or diagnostics tell what type `id` has. */
function probe(p, id) {
    const name = p.fresh("probe");
    return p.random.pick([
        `export const ${name}: never = ${id};`,
        `export const ${name}: never = undefined as unknown as ReturnType<typeof ${id}>;`,
        `export const ${name}: never = new ${id}(1);`,
        `export const ${name} = ${id}(1, "x");`,
        `export const ${name} = [${id}[0], ${id}.length, ${id} + "", \`\${${id}}\`];`,
        `for (const ${name} of ${id}) { void ${name}; }`,
        `export const ${name} = { ...${id} }; export const { length: ${name}Length = 1 } = ${id};`,
    ]);
}

/** One module's way to hand on what it imports as `id`, under the name `next`. */
function link(p, id, name, specifier, next) {
    return p.random.pick([
        `export { ${name} as ${next} } from "${specifier}";`,
        `import { ${name} as ${id} } from "${specifier}"; export const ${next} = ${id};`,
        `import { ${name} as ${id} } from "${specifier}"; export const ${next} = { inner: ${id} }.inner;`,
        `import { ${name} as ${id} } from "${specifier}"; export const ${next} = (() => ${id})();`,
        `import { ${name} as ${id} } from "${specifier}"; class ${next}Holder { field = ${id}; } export const ${next} = new ${next}Holder().field;`,
        `import * as ${id} from "${specifier}"; export const ${next} = ${id}.${name};`,
    ]);
}

/** A value of one module, handed on by `length` others, and looked at by the last: what a cut-off must not miss. */
export function chain(p, length) {
    let file = p.random.pick(p.scripts());
    const first = file && p.otherModule(file);
    if (!first) return undefined;
    const added = {};
    const add = (where, text) => (added[where] = `${added[where] ?? ""}\n${text}\n`);
    let { name, specifier } = first;
    for (let i = 0; i < length; i++) {
        const next = p.fresh("link");
        add(file, link(p, p.fresh("from"), name, specifier, next));
        const user = p.random.pick(p.scripts());
        if (user === file) break;
        specifier = p.specifier(user, file);
        [file, name] = [user, next];
    }
    if (file === first.other) return undefined;
    const id = p.fresh("probed");
    add(file, `import { ${name} as ${id} } from "${specifier}"; ${probe(p, id)}`);
    return Object.fromEntries(Object.entries(added).map(([where, text]) => [where, p.read(where) + text]));
}

export const kinds = {
    // Bodies: nothing outside may see the difference.
    "body: add statement"(p) {
        const found = p.find(bodied(p.ts));
        if (!found) return undefined;
        const { statements } = found.node.body;
        const where = p.random.below(statements.length + 1);
        const position = where < statements.length ? statements[where].getStart() : found.node.body.end - 1;
        return p.replaced(found.file, insert(position, `${statement(p, p.fresh())} `));
    },
    "body: remove statement"(p) {
        const found = p.find(n => p.ts.isBlock(n) && p.ts.isFunctionLike(n.parent) && n.statements.length > 0);
        return found && p.replaced(found.file, instead(p.random.pick(found.node.statements), ""));
    },
    "body: change literal"(p) {
        const { ts, random } = p;
        const found = p.find(n => (ts.isNumericLiteral(n) || ts.isStringLiteral(n)) && ts.findAncestor(n, ts.isBlock) && !ts.isLiteralTypeNode(n.parent));
        if (!found) return undefined;
        const text = ts.isNumericLiteral(found.node) ? String(random.below(100)) : JSON.stringify(random.pick(p.typeStrings()));
        return p.replaced(found.file, instead(found.node, text));
    },
    "body: call another module"(p) {
        const found = p.find(bodied(p.ts));
        if (!found) return undefined;
        const changes = withImport(p, found.file, id => [insert(found.node.body.getStart() + 1, ` const ${p.fresh()} = (${id} as any)?.(${p.random.below(9)}); `)]);
        return changes && p.replaced(found.file, ...changes);
    },
    "body: use another module's value"(p) {
        const found = p.find(bodied(p.ts));
        if (!found) return undefined;
        const changes = withImport(p, found.file, id => [insert(found.node.body.getStart() + 1, ` const ${p.fresh()} = [${id}]; `)]);
        return changes && p.replaced(found.file, ...changes);
    },
    "body: arrow to block"(p) {
        const found = p.find(n => p.ts.isArrowFunction(n) && !p.ts.isBlock(n.body));
        return found && p.replaced(found.file, instead(found.node.body, `{ ${statement(p, p.fresh())} return ${found.node.body.getText()}; }`));
    },
    "body: accessor"(p) {
        const found = p.find(n => p.ts.isAccessor(n) && n.body);
        return found && p.replaced(found.file, insert(found.node.body.getStart() + 1, ` ${statement(p, p.fresh())} `));
    },
    "body: local type"(p) {
        const found = p.find(bodied(p.ts));
        if (!found) return undefined;
        const id = p.fresh("Inner");
        return p.replaced(found.file, insert(found.node.body.getStart() + 1, ` interface ${id} { x: ${p.random.pick(TYPES)} } const ${p.fresh()} = undefined as unknown as ${id} | "${p.random.pick(p.typeStrings()).replace(/\W/g, "")}"; `));
    },

    // What a function's type is inferred from.
    "inferred return: add"(p) {
        const found = p.find(unannotated(p.ts));
        return found && p.replaced(found.file, insert(found.node.body.getStart() + 1, ` if (Math.random() > 2) return ${expression(p, String(p.random.below(9)))}; `));
    },
    "inferred return: change"(p) {
        const { ts } = p;
        const found = p.find(n => {
            if (!ts.isReturnStatement(n) || !n.expression) return false;
            const owner = ts.findAncestor(n, ts.isFunctionLike);
            return owner && !owner.type;
        });
        return found && p.replaced(found.file, instead(found.node.expression, expression(p, found.node.expression.getText())));
    },
    "inferred return: arrow"(p) {
        const found = p.find(n => p.ts.isArrowFunction(n) && !p.ts.isBlock(n.body) && !n.type);
        return found && p.replaced(found.file, instead(found.node.body, `(${expression(p, found.node.body.getText())})`));
    },
    "inferred return: generator"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isMethodDeclaration(n)) && n.body && n.name);
        if (!found) return undefined;
        const { node } = found;
        return p.replaced(found.file, node.asteriskToken ? instead(node.asteriskToken, "") : insert(node.name.getStart(), "*"), insert(node.body.getStart() + 1, node.asteriskToken ? "" : ` yield ${p.random.below(9)}; `));
    },
    "inferred return: async"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isMethodDeclaration(n) || ts.isArrowFunction(n)) && n.body && !n.asteriskToken);
        if (!found) return undefined;
        const { node } = found;
        const modifier = node.modifiers?.find(m => m.kind === ts.SyntaxKind.AsyncKeyword);
        if (modifier) return p.replaced(found.file, instead(modifier, ""));
        const place = ts.isFunctionDeclaration(node) ? node.getChildren().find(c => c.kind === ts.SyntaxKind.FunctionKeyword) : (node.name ?? node);
        return place && p.replaced(found.file, insert(place.getStart(), "async "));
    },

    // Signatures.
    "parameter: change type"(p) {
        const found = p.find(n => p.ts.isParameter(n) && n.type);
        return found && p.replaced(found.file, instead(found.node.type, p.random.pick(TYPES)));
    },
    "parameter: optionality"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isParameter(n) && ts.isIdentifier(n.name) && !n.initializer && !n.dotDotDotToken && n.name.text !== "this" && n.type);
        if (!found) return undefined;
        return p.replaced(found.file, found.node.questionToken ? instead(found.node.questionToken, "") : insert(found.node.name.end, "?"));
    },
    "parameter: default"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isParameter(n) && ts.isIdentifier(n.name) && !n.questionToken && !n.dotDotDotToken && n.name.text !== "this" && n.parent.body);
        if (!found) return undefined;
        return p.replaced(found.file, found.node.initializer ? at(found.node.type?.end ?? found.node.name.end, found.node.end, "") : insert(found.node.end, ` = undefined as any`));
    },
    "parameter: add"(p) {
        const { ts } = p;
        const found = p.find(n => bodied(ts)(n) && !ts.isAccessor(n) && n.parameters.length > 0 && !n.parameters.at(-1).dotDotDotToken);
        return found && p.replaced(found.file, insert(found.node.parameters.at(-1).end, `, ${p.fresh("extra")}?: ${p.random.pick(TYPES)}`));
    },
    "parameter: remove"(p) {
        const found = p.find(n => p.ts.isParameter(n) && n.parent.parameters.length === 1 && !p.ts.isIndexSignatureDeclaration(n.parent));
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "parameter: this"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isFunctionExpression(n) || ts.isMethodDeclaration(n) || ts.isMethodSignature(n) || ts.isFunctionTypeNode(n)) && n.parameters[0]?.name.getText() !== "this");
        if (!found) return undefined;
        const first = found.node.parameters[0];
        const type = p.random.pick(["void", "any", "unknown", "void", "{ a: number }"]);
        return p.replaced(found.file, first ? insert(first.getStart(), `this: ${type}, `) : insert(found.node.parameters.pos, `this: ${type}`));
    },
    "return type: change"(p) {
        const found = p.find(n => p.ts.isFunctionLike(n) && n.type && !p.ts.isIndexSignatureDeclaration(n) && !p.ts.isTypePredicateNode(n.type));
        return found && p.replaced(found.file, instead(found.node.type, p.random.pick([...TYPES, `${found.node.type.getText()} | undefined`.replace(/^(.*=>.*) \| undefined$/, "$1")])));
    },
    "return type: remove"(p) {
        const found = p.find(n => bodied(p.ts)(n) && n.type);
        return found && p.replaced(found.file, at(found.node.parameters.end + found.tree.text.slice(found.node.parameters.end).indexOf(")") + 1, found.node.type.end, ""));
    },
    "return type: add"(p) {
        const found = p.find(n => unannotated(p.ts)(n) && !p.ts.isArrowFunction(n));
        if (!found) return undefined;
        const close = found.node.getChildren().find(c => c.kind === p.ts.SyntaxKind.CloseParenToken);
        return close && p.replaced(found.file, insert(close.end, `: ${p.random.pick(["any", "unknown", "number", "string | undefined", "void"])}`));
    },
    "overload: add"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isMethodDeclaration(n)) && n.body && n.name && ts.isIdentifier(n.name) && !ts.isObjectLiteralExpression(n.parent));
        if (!found) return undefined;
        const { node } = found;
        const head = node.modifiers?.filter(m => m.kind !== ts.SyntaxKind.AsyncKeyword && !ts.isDecorator(m)).map(m => m.getText()).join(" ") ?? "";
        const signature = ts.isFunctionDeclaration(node) ? `${head} function ${node.name.text}` : `${head} ${node.name.text}`;
        const parameters = node.parameters.map(q => q.getText().replace(/\s*=.*$/s, "")).join(", ");
        const start = node.getStart();
        return p.replaced(found.file, insert(start, `${signature}(x: "${p.fresh()}"): ${p.random.pick(TYPES)};\n${signature}(${parameters})${node.type ? `: ${node.type.getText()}` : ": any"};\n`));
    },
    "overload: remove"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isMethodDeclaration(n)) && !n.body);
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "type parameter: add"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isClassDeclaration(n) || ts.isInterfaceDeclaration(n) || ts.isTypeAliasDeclaration(n)) && n.name && !n.typeParameters);
        return found && p.replaced(found.file, insert(found.node.name.end, `<${p.fresh("T")}${p.random.pick(["", " = unknown", " extends string = string"])}>`));
    },
    "type parameter: constraint"(p) {
        const found = p.find(n => p.ts.isTypeParameterDeclaration(n) && !p.ts.isMappedTypeNode(n.parent) && !p.ts.isInferTypeNode(n.parent));
        if (!found) return undefined;
        return p.replaced(found.file, found.node.constraint ? instead(found.node.constraint, p.random.pick(TYPES)) : insert(found.node.name.end, ` extends ${p.random.pick(TYPES)}`));
    },

    // Values whose types are their own.
    "enum: member value"(p) {
        const found = p.find(p.ts.isEnumMember, p.files(/\.tsx?$/));
        if (!found) return undefined;
        const value = p.random.chance(0.7) ? String(p.random.below(50)) : JSON.stringify(p.random.pick(p.typeStrings()));
        return p.replaced(found.file, found.node.initializer ? instead(found.node.initializer, value) : insert(found.node.end, ` = ${value}`));
    },
    "enum: members"(p) {
        const found = p.find(p.ts.isEnumDeclaration, p.files(/\.tsx?$/));
        if (!found) return undefined;
        const members = found.node.members.map(m => m.getText());
        const changed = p.random.pick([[p.fresh("First"), ...members], [...members, `${p.fresh("Last")} = 77`], members.slice(1), p.random.shuffled(members)]);
        return p.replaced(found.file, at(found.node.members.pos, found.node.members.end, ` ${changed.join(", ")} `));
    },
    "enum: const or not"(p) {
        const { ts } = p;
        const found = p.find(ts.isEnumDeclaration, p.files(/\.tsx?$/));
        if (!found) return undefined;
        const modifier = found.node.modifiers?.find(m => m.kind === ts.SyntaxKind.ConstKeyword);
        return p.replaced(found.file, modifier ? instead(modifier, "") : insert(found.node.getChildren().find(c => c.kind === ts.SyntaxKind.EnumKeyword).getStart(), "const "));
    },
    "enum: new and used elsewhere"(p) {
        const file = p.random.pick(p.scripts());
        const user = p.random.pick(p.scripts());
        if (!file || file === user) return undefined;
        const id = p.fresh("Level");
        const members = `{ Low = ${p.random.below(9)}, High = Low + ${p.random.below(9)}, Name = "${p.fresh()}" }`;
        return {
            ...p.replaced(file, insert(p.tree(file).end, `\nexport ${p.random.pick(["const ", ""])}enum ${id} ${members}\n`)),
            ...p.replaced(user, insert(atTop(p.tree(user)), `import { ${id} } from "${p.specifier(user, file)}";\n`), insert(p.tree(user).end, `\nexport const ${p.fresh("level")} = [${id}.High, ${id}.Name];\n`)),
        };
    },
    "const: initialiser"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isVariableDeclaration(n) && n.initializer && ts.isVariableStatement(n.parent.parent) && exported(ts)(n.parent.parent));
        return found && p.replaced(found.file, instead(found.node.initializer, expression(p, found.node.initializer.getText())));
    },
    "const: literal"(p) {
        const { ts, random } = p;
        const found = p.find(n => ts.isLiteralExpression(n) && !ts.findAncestor(n, ts.isBlock) && ts.findAncestor(n, ts.isVariableStatement) && !ts.isLiteralTypeNode(n.parent));
        return found && p.replaced(found.file, instead(found.node, random.pick([String(random.below(100)), JSON.stringify(random.pick(p.typeStrings())), "true"])));
    },
    "const: as const"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isVariableDeclaration(n) && n.initializer && (ts.isObjectLiteralExpression(n.initializer) || ts.isArrayLiteralExpression(n.initializer)));
        return found && p.replaced(found.file, insert(found.node.initializer.end, " as const"));
    },
    "const: let or not"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isVariableDeclarationList(n) && n.flags & ts.NodeFlags.Const && ts.isVariableStatement(n.parent));
        return found && p.replaced(found.file, at(found.node.getStart(), found.node.getStart() + 5, "let"));
    },
    "const: derived from another module"(p) {
        const file = p.random.pick(p.scripts());
        const changes = file && withImport(p, file, (id, tree) => [
            insert(tree.end, `\nexport const ${p.fresh("derived")} = { ${id}, again: () => ${id} };\nexport type ${p.fresh("Derived")} = typeof ${id};\n`),
        ]);
        return changes && p.replaced(file, ...changes);
    },

    "probe: another module's value": p => chain(p, 0),
    "probe: through other modules": p => chain(p, 1 + p.random.below(3)),

    // Classes.
    "class: add field"(p) {
        const found = p.find(p.ts.isClassLike);
        if (!found) return undefined;
        const modifier = p.random.pick(["", "private ", "protected ", "static ", "readonly ", "declare ", "#"]);
        const id = p.fresh("field");
        const text = modifier === "declare " ? `declare ${id}: ${p.random.pick(TYPES)};` : `${modifier}${id} = ${expression(p, "1")};`;
        return p.replaced(found.file, insert(found.node.members.pos, ` ${text} `));
    },
    "class: field initialiser"(p) {
        const found = p.find(n => p.ts.isPropertyDeclaration(n) && n.initializer);
        return found && p.replaced(found.file, instead(found.node.initializer, expression(p, found.node.initializer.getText())));
    },
    "class: visibility"(p) {
        const { ts, random } = p;
        const found = p.find(n => ts.isClassElement(n) && n.name && ts.isIdentifier(n.name) && n.parent && ts.isClassLike(n.parent));
        if (!found) return undefined;
        const kinds = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.PublicKeyword, ts.SyntaxKind.ProtectedKeyword];
        const modifier = found.node.modifiers?.find(m => kinds.includes(m.kind));
        const text = random.pick(["private", "protected", "public"]);
        const first = found.node.modifiers?.find(m => !ts.isDecorator(m)) ?? found.node.name;
        return p.replaced(found.file, modifier ? instead(modifier, text) : insert(first.getStart(), `${text} `));
    },
    "class: private method"(p) {
        const found = p.find(p.ts.isClassLike);
        const id = p.fresh("hidden");
        return found && p.replaced(found.file, insert(found.node.members.end, ` ${p.random.pick(["private ", "#", "protected ", "static "])}${id}(x = ${p.random.below(9)}) { return ${expression(p, "x")}; } `));
    },
    "class: static block"(p) {
        const found = p.find(p.ts.isClassLike);
        return found && p.replaced(found.file, insert(found.node.members.end, ` static { ${statement(p, p.fresh()).replace(/if \(.*return.*\}$/, ";")} } `));
    },
    "class: remove member"(p) {
        const found = p.find(n => p.ts.isClassElement(n) && n.parent && p.ts.isClassLike(n.parent));
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "class: reorder members"(p) {
        const found = p.find(n => p.ts.isClassLike(n) && n.members.length > 1);
        return found && p.replaced(found.file, at(found.node.members.pos, found.node.members.end, `\n${p.random.shuffled(found.node.members.map(m => m.getText())).join("\n")}\n`));
    },
    "class: accessor instead of field"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isPropertyDeclaration(n) && n.initializer && !n.modifiers && ts.isIdentifier(n.name));
        return found && p.replaced(found.file, instead(found.node, `get ${found.node.name.text}()${found.node.type ? `: ${found.node.type.getText()}` : ""} { return ${found.node.initializer.getText()}; }`));
    },
    "decorator: add"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isClassDeclaration(n) || (ts.isMethodDeclaration(n) && ts.isClassLike(n.parent))) && n.body !== null && !n.modifiers?.some(m => m.kind === ts.SyntaxKind.AbstractKeyword));
        if (!found) return undefined;
        const id = p.fresh("decorated");
        return p.replaced(found.file, insert(found.node.getStart(), `@${id} `), insert(p.tree(found.file).end, `\nfunction ${id}(this: any, ...args: any[]): any { return ${p.random.pick(["undefined", "args[0]"])}; }\n`));
    },
    "decorator: remove"(p) {
        const found = p.find(p.ts.isDecorator);
        return found && p.replaced(found.file, instead(found.node, ""));
    },

    // What TSTL reads in comments.
    "tag: @noSelf": p => jsdocTag(p, n => p.ts.isInterfaceDeclaration(n) || p.ts.isClassDeclaration(n) || p.ts.isModuleDeclaration(n) || p.ts.isMethodSignature(n), "@noSelf"),
    "tag: @noSelfInFile"(p) {
        const file = p.random.pick([...p.scripts(), ...p.declarations()]);
        const text = file && p.read(file);
        return file && { [file]: text.includes("@noSelfInFile") ? text.replace(/\/\*\* @noSelfInFile \*\/\s*/, "") : `/** @noSelfInFile */\n\n${text}` };
    },
    "tag: @customName": p => jsdocTag(p, n => (p.ts.isFunctionDeclaration(n) || p.ts.isMethodDeclaration(n) || p.ts.isPropertySignature(n) || p.ts.isPropertyDeclaration(n)) && n.name, `@customName ${p.fresh("renamed")}`),
    "tag: @compileMembersOnly": p => jsdocTag(p, p.ts.isEnumDeclaration, "@compileMembersOnly"),
    "tag: @deprecated": p => jsdocTag(p, n => p.ts.isFunctionDeclaration(n) || p.ts.isMethodDeclaration(n), "@deprecated use something else"),
    "tag: remove": p => withoutText(p, /@(noSelfInFile|noSelf|customName \w+|compileMembersOnly|deprecated)/g),

    // Types.
    "union: reorder"(p) {
        const found = p.find(n => p.ts.isUnionTypeNode(n) && n.types.length > 1);
        return found && p.replaced(found.file, instead(found.node, p.random.shuffled(found.node.types.map(t => t.getText())).join(" | ")));
    },
    "union: add or remove"(p) {
        const found = p.find(n => p.ts.isUnionTypeNode(n) && n.types.length > 1);
        if (!found) return undefined;
        const types = found.node.types.map(t => t.getText());
        const changed = p.random.chance(0.5) ? types.slice(1) : [...types, p.random.pick(['"fresh"', "undefined", "number", "string"])];
        return p.replaced(found.file, instead(found.node, changed.join(" | ")));
    },
    "alias: change"(p) {
        const found = p.find(n => p.ts.isTypeAliasDeclaration(n));
        return found && p.replaced(found.file, instead(found.node.type, p.random.pick([...TYPES, `(${found.node.type.getText()}) | ${p.random.pick(TYPES.slice(0, 3))}`, `Readonly<${found.node.type.getText()}>`])));
    },
    "interface: add member"(p) {
        const found = p.find(p.ts.isInterfaceDeclaration, [...p.scripts(), ...p.declarations()]);
        return found && p.replaced(found.file, insert(found.node.members.pos, ` ${p.random.pick(["", "readonly "])}${p.fresh("member")}${p.random.pick(["", "?"])}: ${p.random.pick(TYPES)}; `));
    },
    "interface: remove member"(p) {
        const found = p.find(n => p.ts.isTypeElement(n) && n.parent && p.ts.isInterfaceDeclaration(n.parent), [...p.scripts(), ...p.declarations()]);
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "interface: reorder members"(p) {
        const found = p.find(n => p.ts.isInterfaceDeclaration(n) && n.members.length > 1);
        return found && p.replaced(found.file, at(found.node.members.pos, found.node.members.end, `\n${p.random.shuffled(found.node.members.map(m => m.getText())).join("\n")}\n`));
    },
    "interface: optionality"(p) {
        const found = p.find(n => p.ts.isPropertySignature(n) || p.ts.isPropertyDeclaration(n));
        if (!found) return undefined;
        const token = found.node.questionToken;
        return p.replaced(found.file, token ? instead(token, "") : insert(found.node.name.end, "?"));
    },
    "interface: method or property"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isMethodSignature(n) && n.type && !n.questionToken && ts.isIdentifier(n.name) && !n.typeParameters);
        return found && p.replaced(found.file, instead(found.node, `${found.node.name.text}: (${found.node.parameters.map(q => q.getText()).join(", ")}) => ${found.node.type.getText()};`));
    },
    "type-only import: toggle"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isImportDeclaration(n) && n.importClause?.namedBindings && !n.importClause.name);
        if (!found) return undefined;
        const keyword = found.node.importClause.getChildren().find(c => c.kind === ts.SyntaxKind.TypeKeyword);
        return p.replaced(found.file, keyword ? instead(keyword, "") : insert(found.node.importClause.getStart(), "type "));
    },
    "type-only import: add"(p) {
        const file = p.random.pick(p.scripts());
        const changes = file && withImport(p, file, (id, tree) => [insert(tree.end, `\nexport interface ${p.fresh("Uses")} { it: ${id}; }\n`)], false);
        return changes && p.replaced(file, ...changes);
    },
    "type-only import: of one name"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isImportSpecifier(n));
        if (!found) return undefined;
        return p.replaced(found.file, found.node.isTypeOnly ? at(found.node.getStart(), found.node.name.getStart(), "") : insert(found.node.getStart(), "type "));
    },
    "namespace: merge"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isClassDeclaration(n)) && ts.isSourceFile(n.parent) && n.name && n.modifiers?.[0]?.kind === ts.SyntaxKind.ExportKeyword && !n.modifiers.some(m => m.kind === ts.SyntaxKind.DefaultKeyword));
        return found && p.replaced(found.file, insert(p.tree(found.file).end, `\nexport namespace ${found.node.name.text} { export const ${p.fresh("merged")} = ${p.random.below(9)}; export type ${p.fresh("Merged")} = "a"; }\n`));
    },

    // Modules.
    "export: star"(p) {
        const file = p.random.pick(p.scripts());
        const from = file && p.otherModule(file, false);
        return from && p.replaced(file, insert(p.tree(file).end, `\nexport ${p.random.pick(["*", `* as ${p.fresh("all")}`, "type *"])} from "${from.specifier}";\n`));
    },
    "export: renamed"(p) {
        const file = p.random.pick(p.scripts());
        const from = file && p.otherModule(file, false);
        return from && p.replaced(file, insert(p.tree(file).end, `\nexport ${p.random.pick(["", "", "type "])}{ ${from.name} as ${p.fresh("also")} } from "${from.specifier}";\n`));
    },
    "export: remove re-export"(p) {
        const found = p.find(n => p.ts.isExportDeclaration(n));
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "export: default"(p) {
        const file = p.random.pick(p.scripts());
        return file && p.replaced(file, insert(p.tree(file).end, `\nexport default ${p.random.pick([expression(p, "1"), "function () { return 1; }", "class { x = 1; }"])};\n`));
    },
    "export: remove keyword"(p) {
        const { ts } = p;
        const found = p.find(n => n.kind === ts.SyntaxKind.ExportKeyword && ts.isStatement(n.parent));
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "export: rename declaration"(p) {
        const { ts } = p;
        const found = p.find(n => (ts.isFunctionDeclaration(n) || ts.isClassDeclaration(n) || ts.isInterfaceDeclaration(n)) && n.name && exported(ts)(n));
        return found && p.replaced(found.file, instead(found.node.name, p.fresh(found.node.name.text)));
    },
    "export: order of statements"(p) {
        const file = p.random.pick(p.scripts());
        const declarations = file && p.tree(file).statements.filter(s => p.ts.isFunctionDeclaration(s) || p.ts.isInterfaceDeclaration(s) || p.ts.isTypeAliasDeclaration(s));
        if (!declarations || declarations.length < 2) return undefined;
        const [a, b] = p.random.shuffled(declarations);
        return p.replaced(file, instead(a, b.getText()), instead(b, a.getText()));
    },
    "private part: that an export shows"(p) {
        const { random } = p;
        const file = random.pick(p.scripts());
        const user = random.pick(p.scripts());
        if (!file || file === user) return undefined;
        const own = p.fresh("own");
        const id = p.fresh("shown");
        const value = expression(p, random.pick(["1", '"a"']));
        const parts = random.pick([
            `let ${own}: string | number = ${random.pick(["1", '"a"'])};\nexport const ${id} = ${own};`,
            `const ${own} = ${value};\nexport const ${id} = { ${own} }.${own};`,
            `function ${own}() { return ${value}; }\nexport const ${id} = ${own}();`,
            `const ${own} = () => ${value};\nexport function ${id}() { return ${own}(); }`,
            `type ${own} = ${random.pick(TYPES)};\nexport let ${id}: ${own};`,
        ]);
        return {
            ...p.replaced(file, insert(p.tree(file).end, `\n${parts}\n`)),
            ...p.replaced(user, insert(atTop(p.tree(user)), `import { ${id} } from "${p.specifier(user, file)}";\n`), insert(p.tree(user).end, `\nexport const ${p.fresh("sum")} = ((a: typeof ${id}, b: typeof ${id}) => (a as any) === b ? ${id} : [${id} as number + 1])(${id}, ${id});\n`)),
        };
    },
    "private part: initialiser"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isVariableDeclaration(n) && n.initializer && ts.isVariableStatement(n.parent.parent) && ts.isSourceFile(n.parent.parent.parent) && !exported(ts)(n.parent.parent));
        return found && p.replaced(found.file, instead(found.node.initializer, expression(p, found.node.initializer.getText())));
    },
    "private part: new"(p) {
        const file = p.random.pick(p.scripts());
        return file && p.replaced(file, insert(p.tree(file).end, `\nfunction ${p.fresh("own")}() { return ${expression(p, "1")}; }\ntype ${p.fresh("Own")} = ${p.random.pick(TYPES)};\n`));
    },
    "statement: before an export"(p) {
        const { ts, random } = p;
        const found = p.find(n => ts.isVariableDeclaration(n) && n.initializer && ts.isIdentifier(n.initializer) && ts.isVariableStatement(n.parent.parent) && exported(ts)(n.parent.parent));
        if (!found) return undefined;
        const name = found.node.initializer.text;
        const text = random.pick([`if (typeof ${name} === "number") throw ${name};`, `if (!${name}) throw 1;`, `${name} = "b" as never;`, `${name} = 2 as never;`]);
        return p.replaced(found.file, insert(found.node.parent.parent.getStart(), `${text}\n`));
    },
    "import: reorder"(p) {
        const file = p.random.pick(p.scripts());
        const imports = file && p.tree(file).statements.filter(p.ts.isImportDeclaration);
        if (!imports || imports.length < 2) return undefined;
        const [a, b] = p.random.shuffled(imports);
        return p.replaced(file, instead(a, b.getText()), instead(b, a.getText()));
    },
    "import: remove"(p) {
        const found = p.find(p.ts.isImportDeclaration);
        return found && p.replaced(found.file, instead(found.node, ""));
    },
    "import: side effect"(p) {
        const file = p.random.pick(p.scripts());
        const from = file && p.otherModule(file);
        return from && p.replaced(file, insert(atTop(p.tree(file)), `import "${from.specifier}";\n`));
    },
    "cycle: make"(p) {
        const { random } = p;
        for (const file of random.shuffled(p.scripts()).slice(0, 20)) {
            const target = random.pick(p.imports(file).map(i => p.target(file, i.moduleSpecifier.text)).filter(f => f && /[^d]\.tsx?$|[^.]d\.ts$/.test(f) && f !== file));
            if (!target) continue;
            const id = p.fresh("cycle");
            return p.replaced(target, insert(atTop(p.tree(target)), `import * as ${id} from "${p.specifier(target, file)}";\n`), insert(p.tree(target).end, `\nexport const ${p.fresh("later")} = () => ${id};\nexport type ${p.fresh("Keys")} = keyof typeof ${id};\n`));
        }
        return undefined;
    },

    // The global scope.
    "ambient: declare global"(p) {
        const { random } = p;
        const file = random.pick(p.scripts().filter(f => p.ts.isExternalModule(p.tree(f))));
        const user = random.pick(p.scripts());
        if (!file || file === user) return undefined;
        const id = p.fresh("GLOBAL");
        const body = random.pick([
            `var ${id}: ${random.pick(TYPES)};`,
            `interface Array<T> { ${p.fresh("extra")}?: T; }`,
            `interface String { ${p.fresh("extra")}(): number; }`,
            `function ${id}(this: void, x: number): string;`,
            `namespace ${id} { const inside: ${random.pick(TYPES)}; }`,
        ]);
        return {
            ...p.replaced(file, insert(p.tree(file).end, `\ndeclare global { ${body} }\n`)),
            ...(body.includes(id) ? p.replaced(user, insert(p.tree(user).end, `\nconst ${p.fresh("seen")} = ${id};\n`)) : {}),
        };
    },
    "ambient: augment module"(p) {
        const { ts, random } = p;
        const found = p.find(n => ts.isInterfaceDeclaration(n) && exported(ts)(n) && ts.isSourceFile(n.parent));
        const file = random.pick(p.scripts().filter(f => ts.isExternalModule(p.tree(f))));
        if (!found || !file || file === found.file) return undefined;
        return p.replaced(file, insert(p.tree(file).end, `\ndeclare module "${p.specifier(file, found.file)}" { interface ${found.node.name.text} { ${p.fresh("augmented")}?: ${random.pick(TYPES)}; } }\n`));
    },
    "ambient: new declaration file"(p) {
        const { random } = p;
        const near = random.pick(p.scripts());
        const user = random.pick(p.scripts());
        if (!near) return undefined;
        const id = p.fresh("AMBIENT");
        return {
            [join(dirname(near), `${p.fresh("ambient")}.d.ts`)]: random.pick([
                `declare const ${id}: ${random.pick(TYPES)};\n`,
                `declare function ${id}(this: void, ...args: any[]): ${random.pick(TYPES)};\n`,
                `/** @noSelfInFile */\ndeclare namespace ${id} { function f(x: number): string; }\n`,
                `declare enum ${id} { A, B = 5 }\n`,
                `export const inner: number;\ndeclare global { const ${id}: ${random.pick(TYPES)}; }\n`,
                `declare module "*.${id}" { const content: string; export default content; }\ndeclare const ${id}: 1;\n`,
            ]),
            ...p.replaced(user, insert(p.tree(user).end, `\nconst ${p.fresh("ambientUse")} = ${id};\n`)),
        };
    },
    "ambient: change declaration file"(p) {
        const { ts } = p;
        const found = p.find(n => ts.isTypeNode(n) && (ts.isParameter(n.parent) || ts.isMethodSignature(n.parent) || ts.isFunctionDeclaration(n.parent) || ts.isVariableDeclaration(n.parent) || ts.isPropertySignature(n.parent)), p.declarations());
        return found && p.replaced(found.file, instead(found.node, p.random.pick(TYPES)));
    },
    "ambient: script instead of module"(p) {
        const file = p.random.pick(p.scripts());
        return file && { [file.replace(/[^/]+$/, `${p.fresh("script")}.ts`)]: `const ${p.fresh("shared")} = ${expression(p, "1")};\nfunction ${p.fresh("sharedFunction")}() { return 1; }\n` };
    },

    // Files.
    "file: delete"(p) {
        const file = p.random.pick(p.scripts());
        return file && p.scripts().length > 2 && { [file]: null };
    },
    "file: rename"(p) {
        const file = p.random.pick(p.scripts());
        return file && { [file]: null, [file.replace(/(\.tsx?)$/, `${p.random.below(100)}$1`)]: p.read(file) };
    },
    "file: rename and fix importers"(p) {
        const file = p.random.pick(p.scripts());
        if (!file) return undefined;
        const next = file.replace(/(\.tsx?)$/, `Renamed${p.random.below(100)}$1`);
        const changes = { [file]: null, [next]: p.read(file) };
        for (const importer of p.files(/\.tsx?$/)) {
            const fixes = p
                .imports(importer)
                .filter(i => p.target(importer, i.moduleSpecifier.text) === file)
                .map(i => instead(i.moduleSpecifier, JSON.stringify(p.specifier(importer, next))));
            if (importer !== file && fixes.length > 0) Object.assign(changes, p.replaced(importer, ...fixes));
        }
        return changes;
    },
    "file: ts or tsx"(p) {
        const file = p.random.pick(p.scripts());
        return file && { [file]: null, [file.endsWith("x") ? file.slice(0, -1) : `${file}x`]: p.read(file) };
    },
    "file: another that an import now means"(p) {
        const { random } = p;
        for (const file of random.shuffled(p.scripts()).slice(0, 20)) {
            const one = random.pick(p.imports(file).filter(i => i.moduleSpecifier.text.startsWith(".")));
            if (!one) continue;
            const target = p.target(file, one.moduleSpecifier.text);
            const stem = join(dirname(file), one.moduleSpecifier.text);
            const copy = target ? p.read(target) : `export const ${p.fresh("unresolved")} = 1;\n`;
            const candidates = [`${stem}.ts`, `${stem}.tsx`, `${stem}.d.ts`, `${stem}/index.ts`, `${stem}.lua`, `${stem}.js`].filter(c => !p.exists(c));
            const created = random.pick(candidates);
            if (!created || !/\w/.test(stem)) continue;
            return { [created]: /\.(lua|js)$/.test(created) ? "return {}\n" : created.endsWith(".d.ts") ? `export declare const ${p.fresh("declared")}: number;\n` : random.chance(0.5) ? copy : `export const ${p.fresh("instead")} = 1;\n` };
        }
        return undefined;
    },
    "file: import what is not there"(p) {
        const file = p.random.pick(p.scripts());
        const id = p.fresh("missing");
        return file && p.replaced(file, insert(atTop(p.tree(file)), `import { ${id} } from "${p.random.pick(["./", "../", ""])}${p.fresh("nowhere")}";\n`), insert(p.tree(file).end, `\nexport const ${p.fresh("lost")} = ${id};\n`));
    },
    "file: new module, used"(p) {
        const user = p.random.pick(p.scripts());
        if (!user) return undefined;
        const name = p.fresh("module");
        return {
            [join(dirname(user), `${name}.ts`)]: `export function make() { return ${expression(p, "1")}; }\nexport const value = ${expression(p, "make()")};\n`,
            ...p.replaced(user, insert(atTop(p.tree(user)), `import { make as ${name}, value as ${name}Value } from "./${name}";\n`), insert(p.tree(user).end, `\nexport const ${name}Made = [${name}(), ${name}Value];\n`)),
        };
    },

    // Text that means nothing, or too much.
    "text: comment"(p) {
        const found = p.find(n => p.ts.isStatement(n));
        return found && p.replaced(found.file, insert(found.node.getStart(), p.random.pick(["/* fresh */ ", "// fresh\n", "/** fresh */\n", "// @ts-ignore\n", "// @ts-expect-error\n"])));
    },
    "text: whitespace"(p) {
        const found = p.find(n => p.ts.isStatement(n));
        return found && p.replaced(found.file, insert(found.node.getStart(), p.random.pick(["\n\n", " ", "\t", "\r\n"])));
    },
    "text: end of file"(p) {
        const file = p.random.pick(p.files(/\.(tsx?|json)$/).filter(f => !f.includes("package")));
        return file && p.replaced(file, insert(p.read(file).length, p.random.pick(["\n", "\n\n  \n"])));
    },
    "text: line breaks"(p) {
        const file = p.random.pick(p.scripts());
        const text = file && p.read(file);
        return file && { [file]: text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text.replaceAll("\n", "\r\n") };
    },
    "text: byte order mark"(p) {
        const file = p.random.pick(p.scripts());
        const text = file && p.read(file);
        return file && { [file]: text.startsWith("\uFEFF") ? text.slice(1) : `\uFEFF${text}` };
    },
    "text: syntax error"(p) {
        const file = p.random.pick(p.scripts());
        if (!file) return undefined;
        const text = p.read(file);
        const position = p.random.below(text.length + 1);
        return p.random.chance(0.5)
            ? p.replaced(file, insert(position, p.random.pick(["{", "}", "(", "@", "class", "`", "=>", "/*", "import", "\0", "'"])))
            : p.replaced(file, at(position, Math.min(text.length, position + 1 + p.random.below(5)), ""));
    },
    "text: empty"(p) {
        const file = p.random.pick(p.scripts());
        return file && { [file]: "" };
    },

    // Everything at once.
    "config: TypeScript's"(p) {
        const option = p.random.pick(["strict", "strictNullChecks", "noImplicitAny", "noUnusedLocals", "noImplicitReturns", "exactOptionalPropertyTypes", "noUncheckedIndexedAccess", "skipLibCheck", "useDefineForClassFields", "isolatedModules", "noEmitOnError", "declaration", "sourceMap", "experimentalDecorators", "resolveJsonModule", "noImplicitThis", "preserveConstEnums", "removeComments", "allowUnreachableCode", "strictPropertyInitialization"]);
        const { config } = p.ts.parseConfigFileTextToJson(p.configFile, p.read(p.configFile));
        return withOption(p, "compilerOptions", option, !config?.compilerOptions?.[option]);
    },
    "config: TSTL's"(p) {
        const [option, values] = p.random.pick([
            ["luaTarget", ["5.1", "5.2", "5.3", "5.4", "JIT", "universal"]],
            ["luaLibImport", ["inline", "require", "require-minimal", "none"]],
            ["noImplicitSelf", [true, false]],
            ["noHeader", [true, false]],
            ["sourceMapTraceback", [true, false]],
            ["noImplicitGlobalVariables", [true, false]],
        ]);
        return withOption(p, "tstl", option, p.random.pick(values));
    },
    "json: value"(p) {
        const file = p.random.pick(p.files(/\.json$/).filter(f => !/tsconfig|package/.test(f)));
        if (!file) return undefined;
        const tree = p.ts.parseJsonText(file, p.read(file));
        const literal = p.random.pick(p.nodes(tree, n => p.ts.isStringLiteral(n) || p.ts.isNumericLiteral(n)));
        if (!literal) return undefined;
        return p.replaced(file, at(literal.getStart(tree), literal.end, p.random.pick([String(p.random.below(99)), '"fresh"', "null", "[1]", '{ "a": 1 }', "true", ""])));
    },
};
