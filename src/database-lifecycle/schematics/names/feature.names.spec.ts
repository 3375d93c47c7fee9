import { namesOf } from './feature.names';

describe('the names of a feature', () => {
  it('are the same from one or many, in any case', () => {
    const names = namesOf('blog-post');
    expect(names).toEqual({
      entity: 'BlogPost',
      file: 'blog-post',
      feature: 'BlogPosts',
      directory: 'blog-posts',
      property: 'blogPosts',
      table: 'blog_posts',
      one: 'blog post',
      many: 'blog posts',
    });
    for (const name of ['blogPost', 'BlogPosts', 'blog_posts', 'content/blog-posts'])
      expect(namesOf(name)).toEqual(names);
  });

  it.each([
    ['pet', 'pets'],
    ['category', 'categories'],
    ['day', 'days'],
    ['address', 'addresses'],
    ['status', 'statuses'],
    ['box', 'boxes'],
    ['branch', 'branches'],
    ['person', 'people'],
    ['house', 'houses'],
    ['case', 'cases'],
    ['movie', 'movies'],
    ['species', 'species'],
    ['analysis', 'analyses'],
    ['invoice', 'invoices'],
    ['page', 'pages'],
  ])('%s and %s', (one, many) => {
    expect(namesOf(one)).toMatchObject({ file: one, directory: many });
    expect(namesOf(many)).toMatchObject({ file: one, directory: many });
  });
});
