import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksPage } from './checks-page.ts';
import { wrongInputPage } from './wrong-input-page.ts';

// Writes the pages that say what the code says; a test fails while they differ.
const docs = join(import.meta.dirname, '../docs');
writeFileSync(join(docs, 'checks.md'), checksPage());
writeFileSync(join(docs, 'wrong-input.md'), wrongInputPage());
