import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksPage } from './checks-page.ts';

// Writes the pages that say what the code says; a test fails while they differ.
writeFileSync(join(import.meta.dirname, '../docs/checks.md'), checksPage());
