#!/usr/bin/env node
// The command as people type it: makes what sources changed, then runs the program.
import "./prepare.mjs";
await import("../dist/src/main.js");
