export { type Catalogue, type CatalogueOptions, openCatalogue } from './catalogue.ts'
export { type CourseFeature, toGeoJson } from './course-features.ts'
export { type PostRow, toPostRow } from './post-row.ts'
