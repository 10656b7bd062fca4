export { PlaygroundPages } from "./pages.ts";
export { openPlayground, type Playground } from "./playground.ts";
export { runTerminal } from "./terminal.ts";
