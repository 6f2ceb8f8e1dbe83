export const light = {
  is: 'عرض خفيف: القائمة فقط، تتجدد كل {seconds} ث.',
  leave: 'أظهر الخريطة',
  show: 'عرض خفيف بلا خريطة',
}
