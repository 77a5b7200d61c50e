import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksPage } from './checks-page.ts';
import { httpManifest, socketManifest } from './manifest-files.ts';
import { wrongInputPage } from './wrong-input-page.ts';

// Writes the pages that say what the code says, and the manifests; a test fails while they differ.
const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs');
writeFileSync(join(docs, 'checks.md'), checksPage());
writeFileSync(join(docs, 'wrong-input.md'), wrongInputPage());
writeFileSync(join(root, 'manifest.yml'), socketManifest());
writeFileSync(join(root, 'manifest.http.yml'), httpManifest());
