#!/usr/bin/env node
// The command as people type it: makes what sources changed, then runs the program.
import module from "node:module";
import "./prepare.mjs";

// Node 22.8 and later keep what they compiled for the next start
module.enableCompileCache?.();
await import("../dist/program/main.js");
