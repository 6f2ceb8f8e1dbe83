export const diagram = {
  covered: 'قطع {who} مسافة {distance} بعد {time}.',
  expected: 'يُتوقع وصوله إلى خط النهاية عند {time}، بزيادة أو نقصان {span}.',
  finished: 'أنهى {who} السباق بعد {time}.',
  moment: 'اللحظة المعروضة',
  nobody: 'تابع أحد المشاركين ليظهر خطه هنا.',
  passed: 'مرّ بمكانك عند {time}.',
  title: 'المسافة حسب الزمن',
  unknown: 'مكان {who} غير معروف.',
} as const
