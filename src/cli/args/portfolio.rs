//! `portfolio`: what can be typed.

use duebook_events::Currency;
use duebook_projections::Month;
use duebook_projections::series::Figure;

use super::Point;

#[derive(Debug, clap::Args)]
pub(crate) struct AskPortfolio {
    /// One customer; all if absent.
    pub customer: Option<String>,
    #[command(flatten)]
    pub point: Point,
    /// The first month; eleven months before the last one if absent.
    #[arg(long, value_name = "YYYY-MM", conflicts_with = "drill")]
    pub from: Option<Month>,
    /// The last month; that of the business date if absent.
    #[arg(long, value_name = "YYYY-MM", conflicts_with = "drill")]
    pub to: Option<Month>,
    /// Show the rows behind one figure.
    #[arg(long, value_name = "FIGURE", requires = "month")]
    pub drill: Option<Figure>,
    /// The month of the figure.
    #[arg(long, value_name = "YYYY-MM", requires = "drill")]
    pub month: Option<Month>,
    /// One currency; all if absent (a drill-down needs one where there are several).
    #[arg(long, value_parser = Currency::try_new, value_name = "CODE")]
    pub currency: Option<Currency>,
}
