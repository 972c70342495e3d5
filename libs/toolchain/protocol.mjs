// What the build says and checks of the driver's sources: protocol.ts as plain data, and that no files import each
// other in a circle. Both go by the syntax alone; tsc checks the types.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

/**
 * The calls of protocol.ts with their types. A type is `{ kind }` with kind string, number, boolean or object; or one of
 * `array` with `of`, `record` with `of`, `tuple` with `elements`, `literals` with `values`, and `fields`, an object of
 * `{ optional, type }` by name.
 */
export function describeProtocol(file) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ESNext, true);
    const declarations = new Map(source.statements.map(statement => [statement.name.text, statement]));
    const calls = {};
    for (const { name, type } of declarations.get("Calls").members) {
        calls[name.text] = { request: describe(type.parameters[0].type), answer: describe(type.type) };
    }
    return { calls, missing: named("Missing"), tooDeep: named("TooDeep") };

    function named(name) {
        const declaration = declarations.get(name) ?? refuse(source, `no ${name}`);
        return ts.isInterfaceDeclaration(declaration) ? { kind: "fields", fields: fieldsOf(declaration) } : describe(declaration.type);
    }
    function fieldsOf({ members }) {
        return Object.fromEntries(members.map(({ name, type, questionToken }) => [name.text, { optional: questionToken !== undefined, type: describe(type) }]));
    }
    function describe(type) {
        switch (type.kind) {
            case ts.SyntaxKind.StringKeyword: return { kind: "string" };
            case ts.SyntaxKind.NumberKeyword: return { kind: "number" };
            case ts.SyntaxKind.BooleanKeyword: return { kind: "boolean" };
            case ts.SyntaxKind.ObjectKeyword: return { kind: "object" };
            case ts.SyntaxKind.ArrayType: return { kind: "array", of: describe(type.elementType) };
            case ts.SyntaxKind.TupleType: return { kind: "tuple", elements: type.elements.map(element => describe(element.type)) };
            case ts.SyntaxKind.UnionType: return { kind: "literals", values: type.types.map(({ literal }) => literal?.text ?? refuse(type, "a union of more than literals")) };
            case ts.SyntaxKind.TypeReference:
                return type.typeName.text === "Record" ? { kind: "record", of: describe(type.typeArguments[1]) } : named(type.typeName.text);
            default: return refuse(type, ts.SyntaxKind[type.kind]);
        }
    }
    function refuse(node, what) {
        throw new Error(`${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}: the protocol is described without ${what}`);
    }
}

/** @throws when files of a folder import each other in a circle, imports of types included */
export function refuseCircles(folder) {
    const files = readdirSync(folder, { recursive: true }).filter(name => /\.ts$/.test(name)).map(name => join(folder, name));
    const imports = new Map(
        files.map(file => [
            file,
            ts.preProcessFile(readFileSync(file, "utf8")).importedFiles
                .map(({ fileName }) => resolve(dirname(file), `${fileName}.ts`))
                .filter(target => files.includes(target)),
        ]),
    );
    const done = new Set();
    const visit = (file, above) => {
        if (above.includes(file)) throw new Error(`files import each other in a circle:\n  ${[...above.slice(above.indexOf(file)), file].join("\n  ")}`);
        if (done.has(file)) return;
        for (const target of imports.get(file)) visit(target, [...above, file]);
        done.add(file);
    };
    for (const file of files) visit(file, []);
}
