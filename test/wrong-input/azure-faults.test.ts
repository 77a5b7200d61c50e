import { playChapter } from './chapter.ts';
import { azureFaults } from './chapters/azure-faults.ts';

playChapter(azureFaults);
