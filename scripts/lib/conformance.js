// Reads the JUnit reports of the conformance suites: node conformance.js table|json TRANSPORT=REPORT.xml ...
const fs = require('fs');
const [form, ...reports] = process.argv.slice(2);
const transports = reports.map(report => report.split('=')[0]);
const rules = new Map();
const skipped = {};
const notRun = [];
let passed = 0;
let failed = 0;

for (const report of reports) {
  const [transport, file] = report.split('=');
  const cases = fs.existsSync(file) ? [...fs.readFileSync(file, 'utf8').matchAll(
      /<testcase name="([^"]+)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)] : [];
  if (cases.length === 0) {
    notRun.push(transport);
  }
  for (const [, name, inside = ''] of cases) {
    note(name.replace(/[({[].*/, ''), transport, verdict(inside));
  }
}

function verdict(inside) {
  if (/<(failure|error)[\s>]/.test(inside)) {
    return 'FAIL';
  }
  if (!/<skipped[\s>\/]/.test(inside)) {
    return 'pass';
  }
  const reason = /Assumption failed: ([^\n<"]+)/.exec(inside);
  return 'skip (' + (reason ? reason[1].replace(/\]\]>.*/, '').trim() : 'no reason told') + ')';
}

// Of a rule with parameters the worst counts.
function note(rule, transport, told) {
  const row = rules.get(rule) || rules.set(rule, {}).get(rule);
  if (row[transport] !== 'FAIL') {
    row[transport] = told;
  }
}

for (const row of rules.values()) {
  for (const told of Object.values(row)) {
    const reason = /^skip \((.*)\)$/.exec(told);
    if (reason) {
      skipped[reason[1]] = (skipped[reason[1]] || 0) + 1;
    } else if (told === 'pass') {
      passed++;
    } else {
      failed++;
    }
  }
}
if (form === 'table') {
  const reasons = Object.keys(skipped);
  const cell = told => told.startsWith('skip') ? 'skip [' + (reasons.indexOf(told.slice(6, -1)) + 1) + ']' : told;
  const wide = Math.max(4, ...[...rules.keys()].map(rule => rule.length));
  console.log('rule'.padEnd(wide), ...transports.map(name => name.padEnd(10)));
  for (const [rule, row] of [...rules].sort(([one], [other]) => one < other ? -1 : 1)) {
    console.log(rule.replaceAll('_', ' ').padEnd(wide),
        ...transports.map(name => cell(row[name] || '-').padEnd(10)));
  }
  reasons.forEach((reason, i) => console.log('[' + (i + 1) + '] ' + reason));
  notRun.forEach(name => console.log(name + ' did not run'));
  console.log(rules.size + ' rules');
}
console.log(JSON.stringify({passed, failed, skipped, notRun}));
process.exit(failed > 0 || notRun.length > 0 || rules.size === 0 ? 1 : 0);
