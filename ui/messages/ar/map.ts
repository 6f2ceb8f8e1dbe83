export const map = {
  needsWebGl: 'تحتاج الخريطة إلى WebGL 2 وهو غير متاح في هذا المتصفح. كل ما عداها يعمل بدونها.',
  of: 'خريطة {course}',
  wholeCourse: 'إظهار المسار كله',
  zoomIn: 'تكبير',
  zoomOut: 'تصغير',
}
