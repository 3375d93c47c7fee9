import { readFileSync } from 'node:fs';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';

const titleOf = (page) => /^# (.*)/m.exec(readFileSync(new URL(`../pages/${page}.md`, import.meta.url), 'utf8'))[1];
const linked = (pages) => pages.map((page) => ({ text: titleOf(page), link: `/${page}` }));
const { guides, project, api } = JSON.parse(readFileSync(new URL('../pages/pages.json', import.meta.url), 'utf8'));

/** Dead links fail the build, but for those to the app that the reader has started. */
export default defineConfig({
  title: 'nest-database-lifecycle',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  // The documents are read on GitHub, too.
  markdown: { anchor: { slugify: slug } },
  ignoreDeadLinks: 'localhostLinks',
  themeConfig: {
    search: { provider: 'local' },
    sidebar: [
      { text: 'Start', link: '/' },
      { text: 'Guides', items: linked(guides) },
      { text: 'API', items: linked(api) },
      { text: 'Project', items: linked(project) },
    ],
  },
});
