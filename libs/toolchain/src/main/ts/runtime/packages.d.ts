// Packages that stand for Node's built-in modules; the slash tells bundlers that the package is meant.
declare module "assert/";
declare module "events/";
declare module "url/";
declare module "util/";
